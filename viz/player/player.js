// The player itself: which step is shown, and every way to get to another.
const frames = data.frames, end = frames.length - 1;
const at = id => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const now = { k: end, predict: false, shown: new Set(), timer: 0, right: 0, asked: 0 };

const concealed = k => now.predict && Boolean(frames[k].ask) && !now.shown.has(k);
const PHASES = {
  start: "Start", forward: "Forward →", backward: "← Backward", end: "End", epoch: "Training",
};

function show(k, animate = true) {
  const moved = k !== now.k, hide = concealed(k);
  now.k = k;
  stage.show(k, hide, animate && moved && !calm.matches);
  describe(at("phase"), at("caption"), k);
  formula(at("formula"), at("note"), k, hide, animate && moved);
  at("formula").setAttribute("aria-label", hide ? "What comes out?" : frames[k].spoken);
  at("slider").value = k;
  at("slider").setAttribute("aria-valuetext", `step ${k} of ${end}, ${frames[k].phase}`);
  at("place").value = `${k} / ${end}`;
  for (const id of ["first", "back"]) at(id).setAttribute("aria-disabled", k === 0);
  for (const id of ["next", "last"]) at(id).setAttribute("aria-disabled", k === end);
  document.body.dataset.phase = frames[k].epoch === 0 ? "start" : frames[k].phase;
  const { caption, spoken, also = "" } = frames[k];
  say(`Step ${k}. ` + (hide ? `${caption} Type the number.` : `${spoken} ${also}`));
}

function describe(phase, caption, k) {
  phase.textContent = PHASES[frames[k].phase];
  caption.textContent = frames[k].caption;
}

function formula(place, note, k, hide, animate) {
  const frame = frames[k], rows = frame.rows;
  const shown = hide ? rows.slice(0, now.hinted === k ? -1 : 1) : rows;
  place.replaceChildren(...shown.map((row, i) => line(row, "row row-" + i)));
  place.classList.toggle("fresh", animate && !calm.matches);
  if (hide) question(place);
  note.replaceChildren();
  if (frame.count && !hide) {
    const badge = document.createElement("b");
    badge.textContent = frame.count;
    note.append(badge, frame.ask ? " so far " : " ", line(frame.so_far, "row"));
  } else if (frame.count) note.textContent = frame.count;
}

function say(text) { at("live").textContent = text; }

// Going from step to step; the address holds the step, so that the back button goes back

function go(k, keep = true) {
  k = Math.max(0, Math.min(end, k));
  if (k === now.k) return;
  show(k);
  if (keep) location.hash = k;
  else location.replace("#" + k);
}

function next(keep = true) {
  if (concealed(now.k)) unveil(false);
  else go(now.k + 1, keep);
}

function fromAddress() {
  const k = Number(location.hash.slice(1));
  return location.hash.length > 1 && Number.isInteger(k) ? Math.max(0, Math.min(end, k)) : 0;
}

function play() {
  if (now.timer) return pause();
  if (now.k === end) go(0);
  now.timer = setInterval(() => {
    if (concealed(now.k) || now.k === end) pause();
    else next(false);
  }, (data.pace || 2000) / at("speed").value);
  playing("Pause", "M6 3v14M14 3v14");
}

function pause() {
  clearInterval(now.timer);
  now.timer = 0;
  playing("Play", "M6 3l10 7-10 7z");
}

function playing(word, sign) {
  at("play-word").textContent = word;
  at("play").setAttribute("aria-label", word);
  at("play-sign").setAttribute("d", sign);
}

function speed(by) {
  const choice = at("speed");
  choice.selectedIndex = Math.max(0, Math.min(choice.length - 1, choice.selectedIndex + by));
  if (now.timer) { pause(); play(); }
}

// Looks

function press(id, on) { at(id).setAttribute("aria-pressed", on); }

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function theme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  named();
}

function named() { at("theme").textContent = isDark() ? "Light" : "Dark"; }

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

const black = on => document.body.classList.toggle("black", on);
const help = () => at("help").open ? at("help").close() : at("help").showModal();

// Keys: those of presentation clickers too

const KEYS = {
  ArrowRight: () => next(), ArrowDown: () => next(), PageDown: () => next(), " ": () => next(),
  ArrowLeft: () => go(now.k - 1), ArrowUp: () => go(now.k - 1), PageUp: () => go(now.k - 1),
  Enter: () => next(), Home: () => go(0), End: () => go(end), p: play, q: togglePredict,
  z: () => stage.zoom?.(), d: theme, f: full, "?": help, "+": () => speed(1), "-": () => speed(-1), b: () => black(), ".": () => black(),
};
const TYPED = ["PageDown", "PageUp"];  // what still steps while a number is being typed
const PLAYS_ON = ["p", "+", "-", "z", "d", "f", "play", "zoom", "theme", "full"];

function belongs(target, key) {  // whether a key is for what has the focus
  if (target.id === "answer" && target.value) return !TYPED.includes(key);
  if (target.id === "answer") return (key.length === 1 && key !== " ") || key === "Enter";
  return target.matches("select") || (target.matches("button") && [" ", "Enter"].includes(key));
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
  if (document.body.classList.contains("black")) { black(false); event.preventDefault(); return; }
  const { target, key } = event;
  if (belongs(target, key)) return;
  const action = KEYS[event.shiftKey && key === " " ? "ArrowLeft" : key];
  if (!action) return;
  event.preventDefault();
  if (!PLAYS_ON.includes(key)) pause();
  action();
});

const CLICKS = {
  first: () => go(0), back: () => go(now.k - 1), next: () => next(), last: () => go(end), play, theme,
  full, keys: help, predict: togglePredict, zoom: () => stage.zoom?.(), print: () => window.print(),
};
for (const [id, action] of Object.entries(CLICKS))
  at(id).addEventListener("click", () => { if (!PLAYS_ON.includes(id)) pause(); action(); });
at("formula").addEventListener("submit", event => { event.preventDefault(); check(at("answer").value); });
at("slider").addEventListener("input", () => { pause(); go(Number(at("slider").value), false); });
at("speed").addEventListener("change", () => speed(0));
addEventListener("hashchange", () => { if (fromAddress() !== now.k) show(fromAddress()); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", named);
