// Paper: this step, or all of them

function sheet(k) {
  const made = document.createElement("section");
  made.className = "sheet";
  const head = document.createElement("h2"), caption = document.createElement("p");
  const place = document.createElement("div"), note = document.createElement("p");
  describe(head, caption, k);
  head.textContent = `${k} / ${end}  ${head.textContent}`;
  place.className = "formula";
  note.className = "note";
  formula(place, note, k, false, false);
  made.append(head, stage.copy(k), caption, place, note);
  return made;
}

addEventListener("beforeprint", () => {
  const wanted = at("sheets").value === "all" ? frames.map((_, k) => k) : [now.k];
  at("sheets-of-paper").replaceChildren(...wanted.map(sheet));
});
addEventListener("afterprint", () => at("sheets-of-paper").replaceChildren());
