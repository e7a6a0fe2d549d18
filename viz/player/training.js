// The stage of a training: lines as thick as their weights, and a mark on the curve of the loss.
const pair = document.querySelector("#stage .pair");
const numbers = Object.entries(data.weights).filter(([key]) => key[0] === "w").flatMap(([, each]) => each);
const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0) || 1;
const signed = number => String(Number(number.toPrecision(3))).replace("-", "−");

function dressed(root, k) {
  for (const [key, numbers] of Object.entries(data.weights)) {
    const group = root.querySelector(`[data-key="${key}"]`), weight = numbers[k];
    const text = group.matches("text") ? group : root.querySelector(`[data-of="${key}"]`);
    if (text) text.textContent = (key[0] === "b" ? "b = " : "") + signed(weight);
    if (key[0] === "b") continue;
    group.querySelector("line").style.strokeWidth = 0.7 + 7 * Math.abs(weight) / largest;
    group.classList.toggle("negative", weight < 0);
    group.classList.toggle("moved", frames[k].edge === key);
    group.setAttribute("role", "img");
    group.setAttribute("aria-label", `${data.names[key]} ${signed(weight)}`);
  }
  const past = data.curve.filter(([epoch]) => epoch <= frames[k].epoch), here = root.querySelector(".here");
  root.querySelector(".past").setAttribute("points", past.map(([, x, y]) => `${x},${y}`).join(" "));
  here.setAttribute("visibility", past.length ? "visible" : "hidden");
  if (past.length) {
    here.setAttribute("cx", past[past.length - 1][1]);
    here.setAttribute("cy", past[past.length - 1][2]);
  }
}

const stage = {
  show: k => dressed(pair, k),
  copy(k) {
    const twin = pair.cloneNode(true);
    dressed(twin, k);
    return twin;
  },
};
