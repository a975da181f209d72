// The lists beside the timelines: findings, a lane's events, the comparison with the design.
function element(name, text, parent) {
  const e = document.createElement(name);
  if (text !== undefined) e.textContent = text;
  if (parent) parent.append(e);
  return e;
}

const MOST_ROWS = 600, MOST_FINDINGS = 300;

function select(i) {
  view.lane = i;
  const lane = data.lanes[i], box = $("detail");
  box.replaceChildren();
  element("h2", lane.group + "  " + lane.name, box);
  element("p", lane.verdict + (lane.state ? ", " + STATES[lane.state].name : "") + (lane.device ? ", " + lane.device : ""), box);
  for (const b of lane.broken || []) element("p", b, box).className = "broken";
  for (const m of lane.missing || []) element("p", "missing: " + m, box);
  if (lane.still) element("p", "parameter files: " + lane.still, box);
  const table = element("table", undefined, box);
  lane.events.slice(0, MOST_ROWS).forEach(e => {
    const row = element("tr", undefined, table);
    element("td", e[0] === view.axis ? timeText(e[1], true) : "", row);
    const what = element("td", eventText(e), row);
    if (e[2] > 0) what.style.borderLeft = "4px solid " + colours[e[2]], what.style.paddingLeft = "6px";
    element("td", place(e), row);
  });
  const more = (lane.left || 0) + Math.max(0, lane.events.length - MOST_ROWS);
  if (more) element("p", more + " events are not listed", box);
  redraw();
}

// A finding brings its lanes and its time into view.
function show(f) {
  if (f.axis >= 0) {
    view.axis = f.axis;
    $("axis").value = f.axis;
    const room = Math.max((f.to - f.from) * 0.3, 2e6);
    view.from = f.from - room;
    view.to = f.to + room;
  }
  const lane = (f.lanes || [])[0];
  if (lane !== undefined) {
    let row = view.shown.indexOf(lane);
    if (row < 0) { $("filter").value = ""; $("odd").checked = false; filterLanes(); row = view.shown.indexOf(lane); }
    lanes.scrollTop = Math.max(0, row * ROW - 3 * ROW);
    select(lane);
  }
  redraw();
}

function listFindings() {
  const list = $("findings").querySelector("ol");
  if (!data.findings.length) element("p", "Nothing.", $("findings"));
  data.findings.slice(0, MOST_FINDINGS).forEach(f => {
    const item = element("li", undefined, list);
    item.className = f.level;
    element("b", f.sentence, item);
    for (const why of f.why || []) element("p", why, item);
    if (f.lines && f.lines.length) element("p", "see " + f.lines.join(", "), item);
    for (const next of f.next || []) element("code", next, element("p", undefined, item));
    item.addEventListener("click", () => { if (!String(window.getSelection())) show(f); });
  });
  if (data.findings.length > MOST_FINDINGS) element("p", data.findings.length - MOST_FINDINGS + " more are in the JSON", $("findings"));
}

function listRest() {
  const design = $("design").querySelector("ul");
  if (!data.design.length) element("li", "Nothing that it would not have done.", design);
  for (const d of data.design) {
    element("li", d.clause + ": " + d.what + (d.count > 1 ? " (" + d.count + " times)" : "") + "; in the design " + d.design, design);
  }
  for (const n of data.notes) element("li", n, $("notes").querySelector("ul"));
  const used = new Set(data.lanes.flatMap(l => l.events.map(e => e[2])));
  STATES.forEach((s, i) => {
    if (!used.has(i) || !colours[i]) return;
    const word = element("span", undefined, $("legend"));
    element("i", undefined, word).style.background = colours[i];
    word.append(s.name);
  });
}

$("verdict").textContent = data.verdict;
$("verdict").className = data.verdict.split(" ")[0];
$("why").textContent = data.why;
data.axes.forEach((a, i) => {
  const option = element("option", a.name ? "clock of " + a.name : a.clock === "epoch" ? "time, UTC" : "time", $("axis"));
  option.value = i;
});
$("axis").hidden = data.axes.length < 2;
$("axis").addEventListener("change", () => { view.axis = Number($("axis").value); wholeTime(); redraw(); });
$("filter").addEventListener("input", filterLanes);
$("odd").addEventListener("change", filterLanes);
$("whole").addEventListener("click", () => { wholeTime(); redraw(); });
wholeTime();
listFindings();
listRest();
filterLanes();
