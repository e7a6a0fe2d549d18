// The first picture; comes last in the page.
document.documentElement.classList.add("js");
named();
at("zoom").hidden = !stage.zoom;
at("predict").hidden = !frames.some(frame => frame.ask);
show(fromAddress(), false);
