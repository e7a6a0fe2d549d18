// Formulas: runs of signs from the page's data, drawn as SVG.
// Text from the graph is only ever set as textContent; nothing here makes markup from text.
const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.append(made);
  return made;
}

function inked(number, parent) {  // the signs of a formula, its baseline at 0, 1000 to the em
  const [, , , signs, rules, words] = data.runs[number];
  const some = text => text ? text.split(" ").map(part => part.split(",").map(Number)) : [];
  let x = 0, y = 0, percent = 100;  // a sign without a place follows the one before
  for (const [sign, ...place] of some(signs)) {
    if (place.length) [x, y, percent] = place;
    const transform = `translate(${x} ${y}) scale(${percent / 100})`;
    element("use", { href: "#g" + sign, transform }, parent);
    x += data.advances[sign] * percent / 100;
  }
  for (const [x, y, width, height] of some(rules)) element("rect", { x, y, width, height }, parent);
  for (const [text, x, y, size, width] of words)
    element("text", { x, y, "font-size": size, textLength: width, lengthAdjust: "spacingAndGlyphs" },
      parent).textContent = text;
}

for (const place of document.querySelectorAll("#stage [data-run]")) {  // in type what stood there as text
  place.replaceChildren();
  inked(Number(place.dataset.run), place);
}

function typeset(number, role) {  // a formula as a picture that stands in a line of text
  const [width, up, down] = data.runs[number];
  const viewBox = `0 ${-up} ${width} ${up + down}`;
  const picture = element("svg", { class: "run " + role, viewBox, "aria-hidden": "true" });
  picture.style.width = width / 1000 + "em";
  picture.style.height = (up + down) / 1000 + "em";
  picture.style.verticalAlign = -down / 1000 + "em";
  inked(number, picture);
  return picture;
}

function line(pieces, className) {
  const made = document.createElement("span");
  made.className = className;
  for (const [role, run] of pieces)
    made.append(role.includes("result") ? boxed(run, role) : typeset(run, role), " ");
  return made;
}

function boxed(number, role) {
  const made = document.createElement("span");
  made.className = "result-box " + role;
  made.append(typeset(number, role));
  return made;
}
