// Choosing a step, filters, zoom and keys.

const detail = document.getElementById("detail");
const tableRows = [...document.querySelectorAll("tr[data-step]")];

// refit lays everything out anew and keeps the chosen step, or else the place, in view.
function refit() {
  const kept = view.chosen >= 0 && view.row[view.chosen] >= 0 ? view.chosen : view.rows[rowAt(frame.scrollTop)];
  fit(frame.clientWidth);
  sheet.style.width = view.width + "px";
  sheet.style.height = measure.header * view.zoom + view.tops[view.rows.length] + 8 + "px";
  const shown = `${view.rows.length} of ${timeline.steps.length} steps`;
  document.getElementById("count").textContent = shown;
  if (kept !== undefined && view.row[kept] >= 0) reveal(kept);
  draw();
}

// reveal scrolls a step into the view.
function reveal(step) {
  const row = view.row[step];
  if (row < 0) return;
  const header = measure.header * view.zoom, seen = frame.clientHeight - header, margin = Math.min(66, seen / 4);
  const top = view.tops[row], bottom = view.tops[row + 1];
  if (top < frame.scrollTop + margin) frame.scrollTop = top - margin;
  if (bottom > frame.scrollTop + seen - margin) frame.scrollTop = bottom - seen + margin;
  const x = middleOf(timeline.steps[step].column), wide = view.changes - gutter() - view.pinned;
  if (Number.isNaN(x) || operationAt.has(step)) return;
  if (x < frame.scrollLeft + 30) frame.scrollLeft = Math.max(0, x - wide / 3);
  if (x > frame.scrollLeft + wide - 60) frame.scrollLeft = x - wide * 2 / 3;
}

// choose makes a step the chosen one, here and in the tables of the findings.
function choose(step, cause) {
  if (step < 0 || step >= timeline.steps.length) return;
  if (view.row[step] < 0) unfilter();
  view.chosen = step;
  const stamp = timeline.steps[step].stamp, op = operationAt.get(step);
  const own = tableRows.some((row) => row.dataset.step === stamp);
  const named = op && !own ? timeline.steps[op.call].stamp : stamp; // a call and its return may be one row
  for (const row of tableRows) {
    const chosen = row.dataset.step === named;
    row.classList.toggle("chosen", chosen);
    if (chosen && cause !== "table") within(row);
  }
  tell(step);
  reveal(step);
  draw();
  if (cause === "table" && frame.getBoundingClientRect().top > window.innerHeight - 220) frame.scrollIntoView({ block: "end" });
  history.replaceState(null, "", "#step-" + stamp);
}

// within scrolls a row of a table into view, and nothing but its table.
function within(row) {
  const box = row.closest(".scrolls");
  const top = row.offsetTop - 30, bottom = row.offsetTop + row.offsetHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

// tell writes everything about a step.
function tell(i) {
  const step = timeline.steps[i], column = timeline.columns[step.column];
  const where = [column.group, column.name].filter((s, n, all) => s && all.indexOf(s) === n).join(" ");
  const lines = [`step ${step.stamp} at ${millis(step.time)}, ${where}: ${step.text}`];
  const op = operationAt.get(i);
  if (op) lines.push(tellOperation(op));
  if (step.changes) lines.push(step.changes.join("; ").replaceAll(" -> ", " \u2192 "));
  for (const m of messagesAt.get(i) || []) lines.push(tellMessage(m));
  const open = timeline.operations.filter((o) => underWay(o, i));
  if (open.length > 0) lines.push("under way: " + open.map((o) => `${o.id} ${o.text}`).join(", "));
  if (breaks.has(step.stamp)) lines.splice(1, 0, "breaks " + breaks.get(step.stamp).join(", "));
  detail.textContent = lines.join("\n");
}

function tellOperation(op) {
  const end = op.return < 0 ? "never returned" : "returned at step " + timeline.steps[op.return].stamp;
  return `operation ${op.id}: ${op.text} = ${op.answer}; called at step ${timeline.steps[op.call].stamp}, ${end}` + (op.mark ? `; ${op.mark}` : "");
}

function tellMessage(m) {
  const end = m.to < 0 ? "not seen again" : "arrives at step " + timeline.steps[m.to].stamp;
  const marks = [m.again && "doubled", m.ignored && "ignored", m.refused && "refused"].filter((s) => s);
  return `${m.kind} ${m.round ? "request and reply" : m.reply ? "reply" : m.kind === "log" ? "record" : "request"}, sent at step ` +
    `${timeline.steps[m.from].stamp}, ${end}` + (marks.length ? ` (${marks.join(", ")})` : "");
}

// unfilter shows everything again.
function unfilter() {
  view.node = view.target = "";
  view.hidden.clear();
  document.getElementById("node").value = document.getElementById("target").value = "";
  for (const box of document.querySelectorAll("#lanes input")) box.checked = true;
  refit();
}

// move goes to the next row that is shown, or the one before.
function move(by) {
  const row = view.chosen < 0 || view.row[view.chosen] < 0 ? rowAt(frame.scrollTop) - by : view.row[view.chosen];
  const next = Math.min(view.rows.length - 1, Math.max(0, row + by));
  if (view.rows.length > 0) choose(view.rows[next]);
}

// along goes along the first finding's steps.
function along(by) {
  const steps = toldSteps();
  if (steps.length === 0) return;
  if (view.chosen < 0) return choose(by > 0 ? steps[0] : steps[steps.length - 1]);
  const next = by > 0 ? steps.find((s) => s > view.chosen) : steps.findLast((s) => s < view.chosen);
  if (next !== undefined) choose(next);
}

// toldSteps lists the steps of all findings in their order.
function toldSteps() {
  return [...told.keys()].map((stamp) => stepOf.get(stamp)).filter((s) => s !== undefined).sort((a, b) => a - b);
}

function zoom(by) {
  view.zoom = Math.min(2.5, Math.max(0.5, view.zoom * by));
  refit();
}

const keys = {
  ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
  "]": () => along(1), "[": () => along(-1), "+": () => zoom(1.2), "=": () => zoom(1.2), "-": () => zoom(1 / 1.2),
};

// offer fills a choice with the values that the steps have.
function offer(name) {
  const select = document.getElementById(name);
  const values = [...new Set(timeline.steps.map((s) => s[name]).filter((s) => s))];
  values.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  for (const value of values) select.add(new Option(value, value));
  select.parentElement.hidden = values.length < 2;
  select.addEventListener("change", () => { view[name] = select.value; refit(); });
}

function offerLanes() {
  const lanes = [...new Set(timeline.columns.map((c) => c.lane))];
  for (const lane of lanes) {
    const box = document.createElement("input"), text = document.createElement("label");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => { view.hidden[box.checked ? "delete" : "add"](lane); refit(); });
    text.append(box, lane);
    document.getElementById("lanes").append(text);
  }
}

function listen() {
  const pressed = { previous: () => move(-1), next: () => move(1), before: () => along(-1), after: () => along(1),
    smaller: () => zoom(1 / 1.2), larger: () => zoom(1.2) };
  for (const id in pressed) document.getElementById(id).addEventListener("click", pressed[id]);
  document.getElementById("told").hidden = toldSteps().length === 0;
  let asked = 0;
  frame.addEventListener("scroll", () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(draw); });
  sheet.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) choose(Number(row.dataset.row));
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const row of tableRows) row.addEventListener("click", () => choose(stepOf.get(row.dataset.step) ?? -1, "table"));
  let wide = frame.clientWidth;
  new ResizeObserver(() => {
    draw();
    if (wide !== frame.clientWidth) requestAnimationFrame(refit);
    wide = frame.clientWidth;
  }).observe(frame);
  window.addEventListener("hashchange", fromAddress);
}

// fromAddress chooses the step that the page's address names.
function fromAddress() {
  const step = stepOf.get(location.hash.replace("#step-", ""));
  if (step !== undefined && step !== view.chosen) choose(step);
}

if (frame) {
  offer("node");
  offer("target");
  offerLanes();
  listen();
  refit();
  detail.textContent = "No step is chosen.";
  const steps = toldSteps();
  if (steps.length > 0) choose(steps[steps.length - 1]);
  fromAddress();
}

for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", () => {
    const range = document.createRange();
    range.selectNodeContents(button.previousElementSibling);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.execCommand("copy");
  });
}

// porcupine's page measures its texts, so that it is made when it can be seen.
const searched = document.getElementById("searched");
if (searched) {
  searched.addEventListener("toggle", () => {
    if (!searched.open || searched.querySelector("iframe")) return;
    const page = document.createElement("iframe");
    page.setAttribute("sandbox", "allow-scripts");
    page.title = searched.querySelector("summary").textContent;
    page.srcdoc = JSON.parse(document.getElementById("porcupine").textContent);
    searched.append(page);
  });
}
