// What is shown, and where: columns and rows of the timeline under the filters.

const timeline = JSON.parse(document.getElementById("timeline").textContent);

// The measures at zoom 1, in pixels.
const measure = {
  gutter: 142, number: 50, time: 134, // where the step's number and its time end
  header: 50,
  line: 15,       // a line of changes
  row: 22,        // a row whose changes take one line
  glyph: 7.25,    // a character of the 12 pixel fixed font
  narrow: 44, wide: 128, // columns of lanes
  client: 20, thin: 7, clients: 200, // the bars of a client's operations: wide, narrow, and all together
  words: 240,     // beside them their texts,
  tight: 0.85,    // and how much of those is left where there is no room
  tail: 110, tails: 340, // room for the texts of the last lanes, at least and at most
  least: 310, most: 0.4, // width of what changed, and as a part of the view
};

const view = {
  zoom: 1,
  node: "", target: "", hidden: new Set(),
  chosen: -1,       // step
  columns: [],      // shown: {index, left, width, middle}
  place: [],        // by column of the timeline: its place in columns, or -1
  rows: [],         // shown steps
  row: [],          // by step: its row, or -1
  tops: [],         // by row, and the end
  lines: [],        // by row: lines of changes
  words: 0,         // where the texts of operations begin
  pinned: 0,        // width of the operations, which stay where they are
  width: 0, body: 0, changes: 0, // of all; of the lanes; where changes begin in the view
  low: 0, high: 0,  // the part of the lanes that can be seen
};

// The findings by step: which of them tell a step, and whose last step it is.
const told = new Map();
const breaks = new Map();
for (const finding of timeline.findings) {
  for (const stamp of finding.steps) told.set(stamp, finding);
  if (finding.steps.length > 0) {
    const last = finding.steps[finding.steps.length - 1];
    if (!breaks.has(last)) breaks.set(last, []);
    breaks.get(last).push(finding.rule);
  }
}

// The operation and the messages that a step is an end of.
const operationAt = new Map();
for (const op of timeline.operations) {
  operationAt.set(op.call, op);
  if (op.return >= 0) operationAt.set(op.return, op);
}
const messagesAt = new Map();
for (const message of timeline.messages) {
  for (const end of [message.from, message.to]) {
    if (!messagesAt.has(end)) messagesAt.set(end, []);
    messagesAt.get(end).push(message);
  }
}

// underWay tells whether a step lies between an operation's call and its return.
function underWay(op, step) { return step > op.call && (op.return < 0 || step < op.return); }

const stepOf = new Map(); // by stamp
timeline.steps.forEach((step, i) => { if (!stepOf.has(step.stamp)) stepOf.set(step.stamp, i); });

// passes tells whether the filters let a step through.
function passes(step) {
  return (view.node === "" || !step.node || step.node === view.node) &&
    (view.target === "" || !step.target || step.target === view.target) &&
    !view.hidden.has(timeline.columns[step.column].lane);
}

// fit chooses columns and rows and puts them in their places.
function fit(room) {
  view.rows = [];
  view.row = new Int32Array(timeline.steps.length).fill(-1);
  const used = new Array(timeline.columns.length).fill(false);
  timeline.steps.forEach((step, i) => {
    if (!passes(step)) return;
    view.row[i] = view.rows.length;
    view.rows.push(i);
    used[step.column] = true;
  });
  for (const message of timeline.messages) {
    if (message.lane >= 0 && view.row[message.from] >= 0 && !view.hidden.has(timeline.columns[message.lane].lane)) {
      used[message.lane] = true;
    }
  }
  fitColumns(room, used);
  fitRows();
}

// fitColumns gives each column what its name needs, and then to all what is free.
function fitColumns(room, used) {
  const clients = timeline.columns.filter((c, i) => used[i] && c.lane === "operations").length;
  const client = Math.min(measure.client, Math.max(measure.thin, measure.clients / clients)) * view.zoom;
  const needs = (column) => column.lane === "operations" ? client :
    view.zoom * Math.max(measure.narrow, Math.max(column.name.length, (column.target || "").length) * measure.glyph + 10);
  const shown = timeline.columns.map((column, index) => ({ index, width: needs(column), lane: column.lane })).filter((c) => used[c.index]);
  const lanes = shown.filter((c) => c.lane !== "operations");
  const rest = room - gutter() - lanes.reduce((sum, c) => sum + c.width, measure.tail * view.zoom);
  const part = rest - clients * client - measure.words * view.zoom < measure.least ? measure.tight : 1;
  view.words = 12 + clients * client;
  view.pinned = clients > 0 ? view.words + measure.words * part * view.zoom : 0;
  const free = rest - view.pinned;
  const most = timeline.steps.some((s) => s.changes) ? room * measure.most : 0; // operations alone change nothing
  const changes = Math.max(measure.least, Math.min(most, free));
  const each = Math.max(0, free - changes) / Math.max(lanes.length, 1);
  for (const column of lanes) column.width = Math.max(column.width, Math.min(column.width + each, measure.wide * view.zoom));
  view.columns = shown;
  view.place = timeline.columns.map(() => -1);
  let left = 8;
  shown.forEach((column, place) => {
    if (place === clients) left = 0;
    view.place[column.index] = place;
    column.left = left;
    column.middle = left + column.width / 2;
    left += column.width;
  });
  const tail = Math.max(measure.tail, Math.min(measure.tails, room - gutter() - view.pinned - left - changes));
  view.body = lanes.length > 0 ? left + tail * view.zoom : 0;
  view.changes = Math.min(gutter() + view.pinned + view.body, room - changes);
  view.width = gutter() + view.pinned + view.body + room - view.changes;
}

// gutter is where the lanes begin.
function gutter() { return measure.gutter * view.zoom; }

function fitRows() {
  const glyphs = Math.max(20, Math.floor((view.width - gutter() - view.pinned - view.body - 20) / (measure.glyph * view.zoom)));
  view.tops = new Float64Array(view.rows.length + 1);
  view.lines = view.rows.map((i, n) => {
    const lines = [...packed(remarks(i), glyphs), ...packed(timeline.steps[i].changes || [], glyphs)];
    view.tops[n + 1] = view.tops[n] + (measure.row + Math.max(0, lines.length - 1) * measure.line) * view.zoom;
    return lines;
  });
}

// remarks tells what a step breaks, or the mark of the operation that it calls.
function remarks(i) {
  const broken = (breaks.get(timeline.steps[i].stamp) || []).map((rule) => "breaks " + rule);
  const op = operationAt.get(i);
  return op && op.mark && op.call === i ? [`${op.id}: ${op.mark}`, ...broken] : broken;
}

// packed puts changes into lines of so many characters.
function packed(changes, glyphs) {
  const lines = [];
  for (const piece of changes) {
    const change = piece.replaceAll(" -> ", " \u2192 ");
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 2 + change.length <= glyphs) lines[last] += "; " + change;
    else for (let at = 0; at < change.length; at += glyphs) lines.push(change.slice(at, at + glyphs));
  }
  return lines;
}

// rowAt finds the row at a height.
function rowAt(y) {
  let low = 0, high = view.rows.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (view.tops[middle] <= y) low = middle; else high = middle;
  }
  return low;
}

// heightOf is where the mark of a step stands, or NaN if it is not shown.
function heightOf(step) {
  const row = view.row[step];
  return row < 0 ? NaN : view.tops[row] + measure.row * view.zoom / 2;
}

// middleOf is the line of a column, or NaN if it is not shown.
function middleOf(column) {
  const place = column < 0 ? -1 : view.place[column];
  return place < 0 ? NaN : view.columns[place].middle;
}
