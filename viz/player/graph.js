// The stage of a computation: boxes that fill with numbers, and gradients that flow back.
const picture = document.querySelector("#stage svg");
const whole = picture.viewBox.baseVal;
const FULL = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
const clear = () => Math.max(0.95, Math.min(innerWidth, innerHeight) / 640);  // pixels per unit, to be read

const nodeOf = (root, key) => root.querySelector(`.node[data-key="${key}"]`);
const edgeOf = (root, key) => root.querySelector(`.edge[data-key="${key}"]`);
const boxes = {}, gradients = {};
for (const key of Object.keys(data.nodes)) {
  boxes[key] = nodeOf(picture, key).querySelector("rect, path, ellipse").getBBox();
  gradients[key] = nodeOf(picture, key).querySelector(".gradient").getBBox();
}
const lastOf = {}, frameOfEdge = {};  // where each node's gradient is whole, and each edge is reached
frames.forEach((frame, k) => {
  if (frame.phase === "backward") lastOf[frame.target] = k;
  if (frame.edge) frameOfEdge[frame.edge] = k;
});

function graphStage() {
  const view = { box: { ...FULL }, close: null, motion: 0 };

  function show(k, hidden, animate) {
    dress(picture, k, hidden);
    if (animate) flow(k);
    look(animate);
  }

  function look(animate) {
    const { width, height } = picture.getBoundingClientRect();
    if (!width) return;
    const fits = Math.min(width / FULL.width, height / FULL.height);
    const close = view.close ?? fits < clear() * 0.8;
    press("zoom", close);
    const wanted = close ? closeUp(frames[now.k], width, height) : FULL;
    travel(view, wanted, animate);
  }

  function zoom() {
    view.close = at("zoom").getAttribute("aria-pressed") !== "true";
    look(!calm.matches);
  }

  function copy(k) {
    const twin = picture.cloneNode(true);
    twin.setAttribute("viewBox", `${FULL.x} ${FULL.y} ${FULL.width} ${FULL.height}`);
    dress(twin, k, false);
    return twin;
  }

  new ResizeObserver(() => look(false)).observe(at("stage"));
  return { show, zoom, copy };
}

// What is known at a step

function dress(root, k, hidden) {
  const done = frames.slice(0, hidden ? k : k + 1), frame = frames[k];
  const computed = new Set(done.filter(f => f.phase === "forward").map(f => f.node));
  const reached = {};
  done.forEach((f, i) => { if (f.phase === "backward") reached[f.target] = i; });
  for (const [key, node] of Object.entries(data.nodes)) {
    const known = !node.edges.length || computed.has(key) || !data.hides;
    const group = nodeOf(root, key);
    group.classList.toggle("waiting", !known);
    group.classList.toggle("graded", key in reached);
    group.classList.toggle("now", key === frame.node || key === frame.target);
    partial(group, key, reached[key]);
    group.setAttribute("role", "img");
    group.setAttribute("aria-label", aloud(node, known, frames[reached[key]], reached[key] === lastOf[key]));
  }
  for (const [key, at] of Object.entries(frameOfEdge))
    edgeOf(root, key).classList.toggle("reached", at < k || (at === k && !hidden));
  light(root, frame, hidden);
}

function aloud(node, known, frame, complete) {
  const value = known ? `value ${node.value}` : "not computed yet";
  const gradient = frame ? `, gradient ${complete ? "" : "so far "}${frame.gradient}` : "";
  return `${node.name}: ${value}${gradient}`;
}

function partial(group, key, at) {  // a gradient that still grows, in the place of the whole one
  const grown = at === undefined || at === lastOf[key];
  group.classList.toggle("growing", !grown);
  group.querySelector(".so-far")?.remove();
  if (grown) return;
  const [width, up, down] = data.runs[frames[at].boxed], box = gradients[key];
  const scale = Math.min(box.height / (up + down), (boxes[key].width - 8) / width);
  const x = box.x + box.width / 2 - scale * width / 2;
  const y = box.y + box.height / 2 + scale * (up - down) / 2;
  const g = element("g", { class: "so-far", transform: `translate(${x} ${y}) scale(${scale})` }, group);
  inked(frames[at].boxed, g);
}

// What is at work: a ring around the boxes, and arrows along the edges

function light(root, frame, hidden) {
  root.querySelector(".overlay")?.remove();
  const overlay = element("g", { class: "overlay " + frame.phase }, root);
  for (const { d, path } of ways(frame)) {
    element("path", { class: "way", d }, overlay);
    if (frame.phase === "backward") element("polygon", { class: "tip", points: tip(path) }, overlay);
  }
  if (frame.phase === "backward" && frame.edge) ring(overlay, frame.node, "source", "");
  if (frame.target) ring(overlay, frame.target, "target", hidden ? "?" : "");
}

function ways(frame) {  // the edges at work: all that enter a node, or the one a gradient flows along
  if (frame.phase === "forward")
    return data.nodes[frame.node].edges.map(([key]) => way(key));
  return frame.edge ? [way(frame.edge)] : [];
}

function way(key) {
  const path = edgeOf(picture, key).querySelector("path");
  return { d: path.getAttribute("d"), path };
}

function tip(path) {  // an arrow's head at the start of an edge: gradients go against the arrows
  const { x, y } = path.getPointAtLength(0), to = path.getPointAtLength(16);
  const across = { x: (y - to.y) * 0.5, y: (to.x - x) * 0.5 };
  return [[x, y], [to.x + across.x, to.y + across.y], [to.x - across.x, to.y - across.y]].join(" ");
}

function ring(overlay, key, role, mark) {
  const box = boxes[key], gap = role === "target" ? 5 : 4;
  element("rect", { class: "ring " + role, x: box.x - gap, y: box.y - gap, width: box.width + 2 * gap,
    height: box.height + 2 * gap, rx: 10 + gap }, overlay);
  if (!mark) return;
  const x = box.x + box.width + gap, y = box.y - gap;
  element("circle", { class: "badge", cx: x, cy: y, r: 12 }, overlay);
  element("text", { class: "mark", x, y, dy: ".36em" }, overlay).textContent = mark;
}

function flow(k) {  // a drop runs along each way, forward or back
  const overlay = picture.querySelector(".overlay"), frame = frames[k];
  const runs = ways(frame).map(({ path }) =>
    [path, path.getTotalLength(), element("circle", { class: "drop", r: 5 }, overlay)]);
  const started = performance.now(), lasts = 650;
  (function step(time) {
    const t = Math.min(1, (time - started) / lasts), eased = t * t * (3 - 2 * t);
    for (const [path, length, drop] of runs) {
      const { x, y } = path.getPointAtLength(length * (frame.phase === "forward" ? eased : 1 - eased));
      drop.setAttribute("cx", x);
      drop.setAttribute("cy", y);
    }
    if (t < 1 && overlay.isConnected) requestAnimationFrame(step);
    else runs.forEach(([, , drop]) => drop.remove());
  })(started);
}

// The camera

function closeUp(frame, width, height) {  // the boxes at work, with a node's inputs if they can be read
  const keys = [frame.target, frame.node].filter(Boolean);
  if (!keys.length) return FULL;
  const inputs = frame.phase === "forward" ? data.nodes[frame.node].edges.map(([, tail]) => tail) : [];
  const scale = box => Math.min(width / box.width, height / box.height, 1.3 * clear());
  const boxes = [[...inputs, ...keys], keys, [frame.target]].map(around);
  const box = boxes.find(box => scale(box) >= clear() * 0.75) || boxes[2];
  return framed(box, scale(box), width, height);
}

function around(keys) {
  const all = keys.map(key => boxes[key]), margin = 30;
  const left = Math.min(...all.map(b => b.x)) - margin, top = Math.min(...all.map(b => b.y)) - margin;
  return { x: left, y: top, width: Math.max(...all.map(b => b.x + b.width)) + margin - left,
    height: Math.max(...all.map(b => b.y + b.height)) + margin - top };
}

function framed(box, scale, width, height) {  // as much as fits around the middle, inside the picture
  const w = width / scale, h = height / scale;
  const slide = (middle, size, start, length) => size >= length ? start + (length - size) / 2
    : Math.max(start, Math.min(start + length - size, middle - size / 2));
  return { x: slide(box.x + box.width / 2, w, FULL.x, FULL.width),
    y: slide(box.y + box.height / 2, h, FULL.y, FULL.height), width: w, height: h };
}

function travel(view, wanted, animate) {
  const from = { ...view.box }, started = performance.now(), turn = ++view.motion;
  (function step(time) {
    if (turn !== view.motion) return;
    const t = animate ? Math.min(1, (time - started) / 450) : 1, eased = t * t * (3 - 2 * t);
    for (const side of Object.keys(from)) view.box[side] = from[side] + (wanted[side] - from[side]) * eased;
    const { x, y, width, height } = view.box;
    picture.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    if (t < 1) requestAnimationFrame(step);
  })(started);
}

const stage = graphStage();
