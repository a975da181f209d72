// What is shown: which lanes, which clock, which part of its time.
const STATES = data.states;
const VARS = { CLOSED: "closed", NEW: "new", DISCONN: "disconn", CONNECTING: "connecting", REPLAY: "replay", REPLAY_LOCKS: "locks",
  REPLAY_WAIT: "wait", RECOVER: "recover", FULL: "full", EVICTED: "evicted", IDLE: "idle" };
const style = getComputedStyle(document.documentElement);
const colours = STATES.map(s => VARS[s.name] ? style.getPropertyValue("--" + VARS[s.name]).trim() : "");
const $ = id => document.getElementById(id);
const view = { axis: 0, from: 0, to: 1, shown: [], lane: -1 };

// Each lane's stretches on each axis: [time, state], in order.
const stretches = data.lanes.map(lane => {
  const byAxis = {};
  for (const e of lane.events) {
    if (e[0] >= 0 && e[2] !== 0) (byAxis[e[0]] ||= []).push([e[1], Math.max(e[2], 0)]);
  }
  return byAxis;
});

// Text that a filter is held against.
const haystack = data.lanes.map(l => [l.group, l.name, l.device || "", l.verdict, STATES[l.state].name, l.still || ""].join(" ").toLowerCase());
for (const f of data.findings) {
  for (const i of f.lanes || []) haystack[i] += " " + f.level + " " + f.sentence.toLowerCase();
}
const inFinding = new Set(data.findings.filter(f => f.level !== "told").flatMap(f => f.lanes || []));

function wholeTime() {
  const span = data.axes.length ? Math.max(data.axes[view.axis].span, 1) : 1;
  view.from = -span * 0.01 - 1;
  view.to = span * 1.02 + 1;
}

function filterLanes() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const odd = $("odd").checked;
  view.shown = [];
  data.lanes.forEach((l, i) => {
    if (!words.every(w => haystack[i].includes(w))) return;
    if (odd && l.verdict !== "violates" && !inFinding.has(i)) return;
    view.shown.push(i);
  });
  $("count").textContent = view.shown.length + " of " + data.lanes.length + " lanes";
  $("lanes").scrollTop = 0;
  resize();
}

function pad(n, width = 2) { return String(n).padStart(width, "0"); }

// A time of the axis, as fine as the view needs it.
function timeText(t, fine) {
  const axis = data.axes[view.axis];
  const at = axis.low + t;
  if (axis.clock === "uptime") return (at / 1e6).toFixed(fine ? 6 : 0) + " s";
  const base = axis.clock === "yearless" ? Date.UTC(1972, 0, 1) : 0;
  const d = new Date(base + Math.floor(at / 1000));
  let text = pad(d.getUTCHours()) + ":" + pad(d.getUTCMinutes()) + ":" + pad(d.getUTCSeconds());
  if (fine) text += "." + pad(((at % 1e6) + 1e6) % 1e6, 6);
  if (axis.span > 86400e6 || fine) {
    const day = pad(d.getUTCMonth() + 1) + "-" + pad(d.getUTCDate());
    text = (axis.clock === "yearless" ? day : d.getUTCFullYear() + "-" + day) + " " + text;
  }
  return text;
}

// What an event says.
function eventText(e) {
  const text = data.texts[e[4]];
  if (text) return text;
  const to = STATES[e[2]].name;
  return e[3] > 0 ? STATES[e[3]].name + " > " + to : to;
}

function place(e) { return data.files[e[5]] + ":" + e[6]; }
