// Drawing: of all rows those that the view shows.

const frame = document.getElementById("view");
const sheet = document.getElementById("sheet");
const spare = 6; // rows drawn beyond the view
const unplaced = "cannot be placed"; // the mark of an operation

// draw draws what the view shows now.
function draw() {
  const width = frame.clientWidth, height = frame.clientHeight, header = measure.header * view.zoom;
  const begin = gutter() + view.pinned, top = frame.scrollTop, left = Math.min(frame.scrollLeft, Math.max(0, begin + view.body - view.changes));
  view.low = left;
  view.high = left + view.changes - begin;
  const from = Math.max(0, rowAt(top) - spare), to = Math.min(view.rows.length, rowAt(top + height) + 1 + spare);
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("style", `font-size:${12 * view.zoom}px`);
  const all = shape(svg, "g", { transform: `translate(0 ${header - top})` });
  grounds(all, from, to, width);
  const part = (x, y, width, height) => shape(svg, "svg", { x, y, width: Math.max(0, width), height: Math.max(0, height), overflow: "hidden" });
  const lanes = shape(part(begin, header, view.changes - begin, height - header), "g", { transform: `translate(${-left} ${-top})` });
  const pinned = shape(part(gutter(), header, view.pinned, height - header), "g", { transform: `translate(0 ${-top})` });
  lifelines(pinned, lanes, top, top + height);
  bars(pinned, from, to);
  messages(lanes, from, to);
  for (let row = from; row < to; row++) marks(operationAt.has(view.rows[row]) ? pinned : lanes, row);
  for (let row = from; row < to; row++) edges(all, row);
  heads(svg, width, header);
  names(part(gutter(), 0, view.pinned, header), part(begin, 0, view.changes - begin, header), left);
  sheet.replaceChildren(svg);
  document.body.dataset.drawn = `${from}-${to} of ${view.rows.length}`;
}

// grounds colours the rows.
function grounds(parent, from, to, width) {
  const op = view.chosen < 0 ? undefined : operationAt.get(view.chosen);
  for (let row = from; row < to; row++) {
    const i = view.rows[row], step = timeline.steps[i];
    const box = { x: 0, y: view.tops[row], width, height: view.tops[row + 1] - view.tops[row] };
    let kind = row % 2 ? "stripe" : "paper";
    if (breaks.has(step.stamp)) kind = "wrong-row";
    if (op && i > op.call && (op.return < 0 || i < op.return)) kind = "within";
    if (i === view.chosen) kind = "chosen-row";
    shape(parent, "rect", { ...box, class: kind });
    if (step.fault) shape(parent, "path", { class: "struck", d: `M0 ${heightOf(i)}H${view.changes}` });
    const over = shape(parent, "g", { class: "row", "data-row": i });
    shape(over, "rect", { ...box, class: "over" });
  }
}

function lifelines(pinned, lanes, top, bottom) {
  for (const column of view.columns) {
    const lane = timeline.columns[column.index], parent = lane.lane === "operations" ? pinned : lanes;
    shape(parent, "path", { class: "life", d: `M${column.middle} ${top}V${bottom}` });
    const before = timeline.columns[column.index - 1];
    if (before && before.group !== lane.group) shape(parent, "path", { class: "rim", "stroke-dasharray": "1 5", d: `M${column.left} ${top}V${bottom}` });
  }
}

// bars draws the operations that touch the rows.
function bars(parent, from, to) {
  const top = view.tops[from], bottom = view.tops[to];
  for (const op of timeline.operations) {
    const x = middleOf(timeline.steps[op.call].column), begin = heightOf(op.call);
    if (Number.isNaN(x) || Number.isNaN(begin)) continue;
    const end = op.return < 0 ? view.tops[view.rows.length] : heightOf(op.return);
    if (end < top || begin > bottom) continue;
    const chosen = view.chosen === op.call || view.chosen === op.return, around = underWay(op, view.chosen);
    const bad = op.mark === unplaced ? " bad" : "";
    const width = Math.min(8 * view.zoom, view.columns[0].width - 2);
    shape(parent, "rect", { class: `row bar ${op.outcome}${bad}${chosen ? " chosen" : around ? " around" : ""}`, "data-row": op.call, x: x - width / 2, width,
      y: Math.max(begin, top) - 4, height: Math.min(end, bottom) - Math.max(begin, top) + 8, rx: 2 });
  }
}

// messages draws those that cross the rows.
function messages(parent, from, to) {
  const top = view.tops[from], bottom = view.tops[to];
  for (const m of timeline.messages) {
    const y = heightOf(m.from), x = middleOf(timeline.steps[m.from].column);
    if (Number.isNaN(y) || Number.isNaN(x)) continue;
    const chosen = view.chosen === m.from || (m.to >= 0 && view.chosen === m.to) ? " chosen" : "";
    const kind = `${m.kind}${m.reply ? " reply" : ""}${m.ignored ? " ignored" : ""}${chosen}`;
    if (m.to < 0) {
      if (y >= top && y <= bottom) lost(parent, m, x, y, kind);
      continue;
    }
    const end = heightOf(m.to), endX = middleOf(timeline.steps[m.to].column);
    if (Number.isNaN(end) || Number.isNaN(endX) || end < top || y > bottom) continue;
    const short = m.ignored ? Math.sign(endX - x) * 10 * view.zoom : 0; // beside the step that ignored it
    const points = [[x, y]];
    const turn = middleOf(m.lane);
    if (m.round && !Number.isNaN(turn)) points.push([turn, (y + end) / 2]);
    points.push([endX - short, end - (m.ignored ? 2 : 0)]);
    arrow(parent, points, kind, m.ignored ? "cross" : "head");
  }
}

// lost draws a message that is not seen again: it comes no farther than half its way.
function lost(parent, m, x, y, kind) {
  let toward = middleOf(m.lane);
  if (Number.isNaN(toward)) toward = x + (m.reply ? -60 : 60) * view.zoom;
  arrow(parent, [[x, y], [(x + toward) / 2, y + 7 * view.zoom]], kind + " lost", "cross");
}

// marks draws a step in its lane.
function marks(parent, row) {
  const i = view.rows[row], step = timeline.steps[i], lane = timeline.columns[step.column];
  const x = middleOf(step.column), y = heightOf(i), other = middleOf(step.other), op = operationAt.get(i);
  const group = shape(parent, "g", { class: "row", "data-row": i });
  if (!Number.isNaN(other)) {
    const ends = step.fault ? [x, other] : [other, x];
    shape(group, "path", { class: "call" + (step.fault ? " fault" : ""), d: `M${ends[0]} ${y}H${ends[1]}` });
  }
  if (!op) shape(group, "circle", { class: `dot ${lane.lane}${step.fault ? " fault" : ""}`, cx: x, cy: y, r: 3.6 * view.zoom });
  const kind = op && op.mark === unplaced ? "wrong" : step.fault ? "fault-text" : "text";
  if (op) {
    shape(group, "path", { class: "lead", d: `M${x + 6 * view.zoom} ${y}H${view.words}` });
    label(group, view.words, y, cut(step.text, Math.floor((view.pinned - view.words) / (measure.glyph * view.zoom))), "right", kind);
    return;
  }
  caption(group, x, y, step.text, ["config", "application", "OST"].includes(lane.lane) ? "right" : "left", kind);
}

// caption writes the text of a step on the better side of its mark, or on the other one if
// it fits only there; of a mark that cannot be seen at the edge beyond which it is.
function caption(parent, x, y, text, better, kind) {
  const gap = 7 * view.zoom, glyph = measure.glyph * view.zoom;
  if (x < view.low) return label(parent, view.low + 3, y, cut("\u25c2 " + text, Math.floor((view.high - view.low) / glyph)), "right", kind);
  if (x > view.high) return label(parent, view.high - 3, y, cut(text, Math.floor((view.high - view.low) / glyph) - 2) + " \u25b8", "left", kind);
  const room = { left: (x - gap - view.low) / glyph, right: (view.high - x - gap) / glyph };
  const other = better === "left" ? "right" : "left";
  const side = text.length <= room[better] || room[better] >= room[other] ? better : other;
  label(parent, side === "left" ? x - gap : x + gap, y, cut(text, Math.floor(room[side])), side, kind);
}

// edges draws what stands beside the lanes: number and time, and what changed.
function edges(parent, row) {
  const i = view.rows[row], step = timeline.steps[i], y = heightOf(i) + 4 * view.zoom;
  const group = shape(parent, "g", { class: "row", "data-row": i });
  const wrong = breaks.has(step.stamp);
  const kind = wrong ? "wrong" : told.has(step.stamp) ? "told" : "text";
  shape(group, "text", { class: kind, x: measure.number * view.zoom, y, "text-anchor": "end" }, (wrong ? "\u2717 " : "") + step.stamp);
  shape(group, "text", { class: "faint", x: measure.time * view.zoom, y, "text-anchor": "end" }, millis(step.time));
  const first = remarks(i).length, bad = wrong || operationAt.has(i) && operationAt.get(i).mark === unplaced;
  view.lines[row].forEach((line, n) => shape(group, "text", { class: n >= first ? "text" : bad ? "wrong" : "told", x: view.changes + 10,
    y: y + n * measure.line * view.zoom }, line));
}

// millis tells a time.
function millis(time) { return (time / 1e6).toFixed(time < 1e9 ? 3 : 1) + " ms"; }

// heads draws the ground of the header, and the names beside the lanes.
function heads(svg, width, header) {
  shape(svg, "rect", { class: "panel", x: 0, y: 0, width, height: header });
  shape(svg, "path", { class: "rim", d: `M0 ${header}H${width}M${view.changes} 0V${frame.clientHeight}` });
  const line = (n) => (14 + n * 15) * view.zoom;
  shape(svg, "text", { class: "faint", x: measure.number * view.zoom, y: line(2), "text-anchor": "end" }, "step");
  shape(svg, "text", { class: "faint", x: measure.time * view.zoom, y: line(2), "text-anchor": "end" }, "time");
  shape(svg, "text", { class: "faint", x: view.changes + 10, y: line(2) }, "what changed");
}

// names writes the names of the columns, and of the groups over them.
function names(pinned, lanes, left) {
  const line = (n) => (14 + n * 15) * view.zoom;
  const digits = Math.max(...timeline.columns.map((c) => c.lane === "operations" ? c.name.length : 0));
  let group;
  view.columns.forEach((column, n) => {
    const lane = timeline.columns[column.index], parent = lane.lane === "operations" ? pinned : lanes;
    const away = parent === lanes ? left : 0, x = column.middle - away, below = lane.target && lane.target !== lane.name;
    const every = lane.lane === "operations" ? Math.ceil((digits * measure.glyph + 4) * view.zoom / column.width) : 1;
    if (n % every === 0) shape(parent, "text", { class: "name", x, y: line(below ? 1 : 2), "text-anchor": "middle" }, lane.name);
    if (below) shape(parent, "text", { class: "name", x, y: line(2), "text-anchor": "middle" }, lane.target);
    if (lane.group !== group) groupName(parent, n, away, line(0));
    group = lane.group;
  });
}

// groupName writes the name of a group over its columns, where they can be seen.
function groupName(parent, first, left, y) {
  const group = timeline.columns[view.columns[first].index].group;
  const next = view.columns.slice(first).find((c) => timeline.columns[c.index].group !== group);
  const begin = view.columns[first].left - left;
  shape(parent, "path", { class: "rim", d: `M${begin} 0V${measure.header * view.zoom}` });
  const end = next && next.left > view.columns[first].left ? next.left - left : Infinity;
  const x = Math.min(Math.max(begin, 0) + 6, end - group.length * measure.glyph * view.zoom);
  shape(parent, "text", { class: "name of", x, y }, group);
}
