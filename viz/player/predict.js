// Predict, then reveal

function question(place) {
  const box = document.createElement("input");
  box.type = "text";
  box.inputMode = "text";
  box.id = "answer";
  box.spellcheck = false;
  box.setAttribute("aria-label", "Your number");
  box.placeholder = "?";
  const verdict = document.createElement("span");
  verdict.id = "verdict";
  place.append(line(data.equals, "row"), box, button("Check"), button("Numbers", hint),
    button("Reveal", () => unveil(false)), verdict);
  if (now.focus) box.focus({ preventScroll: true });
}

function button(word, action) {  // one without an action sends the form, as Enter does
  const made = document.createElement("button");
  made.textContent = word;
  made.type = action ? "button" : "submit";
  if (action) made.addEventListener("click", action);
  return made;
}

function hint() {  // the formula with numbers, short of its result
  now.hinted = now.k;
  now.focus = true;
  show(now.k, false);
}

function read(text) {  // a number as a student writes it; null if it is none
  const plain = text.trim().replace(/−/g, "-").replace(",", ".").replace(/\s*[·*×]\s*10\s*\^?\s*/, "e");
  const parts = plain.split("/");
  const good = part => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part.trim());
  if (parts.length > 2 || !parts.every(good)) return null;
  const [, decimals = "", power = "0"] = /^[^.e]*\.?(\d*)(?:e(.*))?$/i.exec(parts[0].trim()) || [];
  const digits = parts[0].replace(/e.*$/i, "").replace(/\D/g, "").replace(/^0+/, "").length;
  return parts.length === 2 ? { value: parts[0] / parts[1], unit: 0, digits: 9 }
    : { value: Number(plain), unit: 10 ** (Number(power) - decimals.length), digits };
}

function judged(text, ask) {  // "right", "more" digits wanted, "wrong", or "none": no number
  const guess = read(text);
  if (!guess || !Number.isFinite(guess.value)) return "none";
  const off = Math.abs(guess.value - ask.answer), tiny = 1e-9 * Math.abs(ask.answer);
  if (off <= tiny) return "right";
  if (off > guess.unit / 2 + ask.slack + tiny) return "wrong";
  return guess.digits >= 2 ? "right" : guess.unit ? "more" : "wrong";
}

const VERDICTS = {
  more: "Right so far: give at least two digits.",
  none: "Write a number, for instance -0.104 or 1/2.",
  turned: "The size is right, look at the sign.",
  wrong: "Not yet. Try again, or reveal it.",
};

function check(text) {
  const ask = frames[now.k].ask, verdict = judged(text, ask);
  if (verdict === "right") return unveil(true);
  const turned = judged(text, { ...ask, answer: -ask.answer }) === "right";
  const told = VERDICTS[turned ? "turned" : verdict];
  at("verdict").textContent = "✗ " + told;
  at("verdict").className = "wrong";
  say(told);
  at("answer").select();
}

function unveil(right) {
  now.shown.add(now.k);
  now.asked += 1;
  now.right += right;
  show(now.k, false);
  const word = document.createElement("span");
  word.id = "verdict";
  word.className = right ? "right" : "told";
  const told = right ? "✓ Right, within rounding." : "Revealed.";
  word.textContent = `${told} ${now.right} of ${now.asked} right.`;
  at("formula").append(word);
  say(`${word.textContent} ${frames[now.k].spoken}`);
}

function togglePredict() {
  if (!frames.some(frame => frame.ask)) return;
  now.predict = !now.predict;
  if (now.predict) { now.shown = new Set(); now.right = now.asked = 0; pause(); }
  press("predict", now.predict);
  now.focus = now.predict;
  show(now.k, false);
}
