// The canvas: only the rows that can be seen are drawn.
const ROW = 20, HEAD = 24, NAMES = 330;
const canvas = $("canvas"), lanes = $("lanes"), ctx = canvas.getContext("2d");
let wide = 0, high = 0, waiting = false;

function resize() {
  wide = lanes.clientWidth;
  high = lanes.clientHeight;
  $("space").style.height = Math.max(high, HEAD + view.shown.length * ROW) + "px";
  const ratio = window.devicePixelRatio || 1;
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  canvas.style.width = wide + "px";
  canvas.style.height = high + "px";
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  redraw();
}

function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); });
}

function x(t) { return NAMES + (t - view.from) / (view.to - view.from) * (wide - NAMES - 10); }
function timeAt(px) { return view.from + (px - NAMES) / (wide - NAMES - 10) * (view.to - view.from); }

function draw() {
  const css = name => style.getPropertyValue(name).trim();
  ctx.fillStyle = css("--back");
  ctx.fillRect(0, 0, wide, high);
  ctx.font = "12px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  const first = Math.floor(lanes.scrollTop / ROW);
  const off = lanes.scrollTop - first * ROW;
  const rows = Math.ceil((high - HEAD) / ROW) + 1;
  for (let r = 0; r < rows && first + r < view.shown.length; r++) {
    drawLane(view.shown[first + r], HEAD + r * ROW - off, (first + r) % 2, css);
  }
  drawHead(css);
}

function drawLane(i, top, odd, css) {
  const lane = data.lanes[i];
  if (odd) { ctx.fillStyle = css("--row"); ctx.fillRect(0, top, wide, ROW); }
  if (i === view.lane) { ctx.fillStyle = css("--line"); ctx.fillRect(0, top, wide, ROW); }
  drawStretches(stretches[i][view.axis] || [], top, (lane.ends.find(e => e[0] === view.axis) || [0, 0])[1]);
  ctx.fillStyle = lane.verdict === "violates" ? css("--disconn") : css("--text");
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, top, NAMES - 8, ROW);
  ctx.clip();
  ctx.fillText((lane.verdict === "violates" ? "! " : "") + lane.group + "  " + lane.name, 10, top + ROW / 2);
  ctx.restore();
}

// Of what is narrower than a pixel the worst state shows.
function drawStretches(list, top, until) {
  let last = -1, rank = -1;
  for (let n = first(list, view.from); n < list.length; n++) {
    const begin = list[n][0], end = n + 1 < list.length ? list[n + 1][0] : until;
    if (begin > view.to) break;
    if (!colours[list[n][1]]) continue; // what was not kept
    const left = Math.max(NAMES, x(begin)), right = Math.min(wide - 10, Math.max(x(end), left + 2));
    const px = Math.floor(left), r = STATES[list[n][1]].rank;
    if (right - left <= 2 && px === last && r < rank) continue;
    if (px !== last) rank = -1;
    last = px;
    rank = Math.max(rank, r);
    ctx.fillStyle = colours[list[n][1]];
    ctx.fillRect(left, top + 4, right - left, ROW - 8);
  }
}

// The stretch that is under way at a time.
function first(list, t) {
  let low = 0, top = list.length;
  while (low < top) {
    const mid = (low + top) >> 1;
    if (list[mid][0] <= t) low = mid + 1; else top = mid;
  }
  return Math.max(0, low - 1);
}

const STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 5e6, 15e6, 60e6, 300e6, 900e6, 3600e6, 4 * 3600e6, 86400e6, 7 * 86400e6, 30 * 86400e6, 365 * 86400e6];

function drawHead(css) {
  ctx.fillStyle = css("--back");
  ctx.fillRect(0, 0, wide, HEAD);
  ctx.strokeStyle = css("--line");
  ctx.fillStyle = css("--dim");
  if (!data.axes.length) { ctx.fillText("no times were told", 10, HEAD / 2); return; }
  const room = (view.to - view.from) * 150 / Math.max(200, wide - NAMES);
  const step = STEPS.find(s => s >= room) || STEPS[STEPS.length - 1];
  const low = data.axes[view.axis].low;
  for (let t = Math.ceil((view.from + low) / step) * step - low; t < view.to; t += step) {
    const px = x(t);
    if (px < NAMES) continue;
    ctx.beginPath();
    ctx.moveTo(px + 0.5, HEAD - 4);
    ctx.lineTo(px + 0.5, high);
    ctx.stroke();
    ctx.fillText(timeText(t, step < 1e6), px + 3, HEAD / 2);
  }
}

function rowAt(y) { return view.shown[Math.floor((y - HEAD + lanes.scrollTop) / ROW)]; }

canvas.addEventListener("wheel", e => {
  if (e.offsetX < NAMES || e.shiftKey) return;
  e.preventDefault();
  const at = timeAt(e.offsetX), by = Math.pow(1.0015, e.deltaY);
  const span = Math.max(2, Math.min((view.to - view.from) * by, (data.axes[view.axis] || { span: 1 }).span * 4 + 10));
  const share = (at - view.from) / (view.to - view.from);
  view.from = at - span * share;
  view.to = view.from + span;
  redraw();
}, { passive: false });

let drag = null;
canvas.addEventListener("mousedown", e => { drag = { px: e.offsetX, from: view.from, moved: false }; });
window.addEventListener("mouseup", () => { drag = null; });
canvas.addEventListener("mousemove", e => {
  if (drag && e.buttons) {
    const span = view.to - view.from;
    view.from = drag.from - (e.offsetX - drag.px) / (wide - NAMES - 10) * span;
    view.to = view.from + span;
    drag.moved = true;
    redraw();
  }
  tip(e);
});
canvas.addEventListener("mouseleave", () => { $("tip").hidden = true; });
canvas.addEventListener("dblclick", () => { wholeTime(); redraw(); });
canvas.addEventListener("click", e => { const i = rowAt(e.offsetY); if (i !== undefined && e.offsetY > HEAD) select(i); });
lanes.addEventListener("scroll", redraw);
lanes.addEventListener("keydown", e => {
  const span = view.to - view.from, by = { ArrowLeft: -0.2, ArrowRight: 0.2 }[e.key];
  if (by) { view.from += span * by; view.to += span * by; }
  else if (e.key === "+" || e.key === "-") {
    const grow = e.key === "+" ? 0.25 : -0.5;
    view.from += span * grow; view.to -= span * grow;
  } else return;
  e.preventDefault();
  redraw();
});
window.addEventListener("resize", resize);

// What a place of a lane is, and the event that made it so.
function tip(e) {
  const i = rowAt(e.offsetY), box = $("tip");
  if (i === undefined || e.offsetY < HEAD || !data.axes.length) { box.hidden = true; return; }
  const lane = data.lanes[i];
  let text = lane.group + "  " + lane.name;
  if (e.offsetX >= NAMES) {
    const t = timeAt(e.offsetX + 1);
    let best = null;
    for (const ev of lane.events) if (ev[0] === view.axis && ev[1] <= t) best = ev;
    text += "\n" + timeText(timeAt(e.offsetX), false);
    if (best) text += "\nsince " + timeText(best[1], true) + ": " + eventText(best) + "\n" + place(best);
  } else if (lane.still) text += "\n" + lane.still;
  box.textContent = text;
  box.hidden = false;
  box.style.left = Math.min(e.clientX + 14, window.innerWidth - box.offsetWidth - 8) + "px";
  box.style.top = e.clientY + 16 + "px";
}
