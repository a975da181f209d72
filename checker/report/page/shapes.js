// Shapes of the picture. Every text goes in as text.

const namespace = "http://www.w3.org/2000/svg";

function shape(parent, kind, attributes, text) {
  const node = document.createElementNS(namespace, kind);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

// cut shortens a text to a number of characters.
function cut(text, glyphs) { return text.length <= glyphs ? text : text.slice(0, Math.max(1, glyphs - 1)) + "\u2026"; }

// label writes a text on a ground that keeps lines away from it; side is where it lies.
function label(parent, x, y, text, side, kind) {
  const size = 12 * view.zoom, wide = text.length * measure.glyph * view.zoom;
  shape(parent, "rect", { class: "pill", x: side === "left" ? x - wide : x, y: y - size * 0.72, width: wide, height: size * 1.4, rx: 3 });
  shape(parent, "text", { class: kind, x, y: y + size * 0.34, "text-anchor": side === "left" ? "end" : "start" }, text);
}

// arrow draws a line through points, with a head at its end or a cross where it ends for
// nothing.
function arrow(parent, points, kind, end) {
  const path = points.map((p, i) => (i ? "L" : "M") + p[0].toFixed(1) + " " + p[1].toFixed(1)).join("");
  shape(parent, "path", { class: "message " + kind, d: path });
  const [x, y] = points[points.length - 1], [fromX, fromY] = points[points.length - 2];
  if (end === "cross") {
    const r = 4 * view.zoom;
    shape(parent, "path", { class: "cross", d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}` });
    return;
  }
  const angle = Math.atan2(y - fromY, x - fromX) * 180 / Math.PI, long = 8 * view.zoom, half = 3.4 * view.zoom;
  shape(parent, "path", { class: "head " + kind, d: `M0 0L${-long} ${-half}L${-long} ${half}Z`,
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})` });
}
