"""The player in a real browser: keys, slider, links, print, dark, offline, predicting, speech."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_player import EVIL, neuron, trained, two_layers

from chalkgrad import Value, viz

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the PATH")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
Z, A = "n6", "n7"  # nodes of the neuron
END = 11  # of the neuron: three boxes, the seed, six products, and the end


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for this file: while it is open its event loop runs, where no other may."""
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of the pages that are played."""
    folder: Path = tmp_path_factory.mktemp("films")
    a = Value(2.0, EVIL)
    b = a * a
    b.label = EVIL
    x = Value(3.0, "x")
    viz.player(neuron(), folder / "neuron.html")
    viz.player(neuron(), folder / "shown.html", hide_values=False)
    viz.player(x * x * x, folder / "cube.html")
    viz.player(two_layers(), folder / "layers.html")
    viz.player(b, folder / "evil.html", title=EVIL)
    viz.training_player(*trained(5), folder / "training.html")
    return {path.stem: path.as_uri() for path in folder.iterdir()}


class Screen:
    """A page that is open, and what a tester looks for on it."""

    def __init__(self, context: Any, address: str) -> None:
        self.page, self.address = context.new_page(), address
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address)

    @property
    def k(self) -> int:
        return int(self.page.locator("#slider").input_value())

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def until(self, condition: str) -> None:
        """Wait for something to hold; the page's policy keeps Playwright's own waiting out."""
        for _ in range(200):
            if self.page.evaluate(f"Boolean({condition})"):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(condition)

    def go(self, k: int) -> None:
        self.page.evaluate(f"location.hash = '{k}'")
        self.until(f"document.getElementById('slider').value === '{k}'")

    def text(self, selector: str) -> str:
        return str(self.page.locator(selector).inner_text())

    def heard(self) -> str:
        return str(self.page.locator("#live").text_content())

    def visible(self, key: str, part: str) -> bool:
        """Whether the value or gradient of a node, or the label of an edge, can be seen."""
        return bool(self.page.evaluate(
            "([key, part]) => getComputedStyle(document.querySelector("
            "`#stage [data-key=\"${key}\"] .${part}`)).visibility === 'visible'", [key, part]))

    def style(self, selector: str, name: str) -> str:
        return str(self.page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]",
                                      [selector, name]))


@pytest.fixture(scope="module")
def desk(browser: Any) -> Any:
    """The context of every screen that asks for nothing special."""
    return browser.new_context()


@pytest.fixture
def opened(browser: Any, desk: Any, films: dict[str, str]) -> Iterator[Any]:
    screens: list[Screen] = []

    def open_film(name: str, at: str = "", **options: Any) -> Screen:
        context = browser.new_context(**options) if options else desk
        screens.append(Screen(context, films[name] + at))
        return screens[-1]

    yield open_film
    for screen in screens:
        screen.page.close()
        assert not screen.errors
        assert {url.partition("#")[0] for url in screen.requests} == {
            screen.address.partition("#")[0]}


# Going from step to step

KEYS = [("ArrowRight", 3, 4), ("ArrowDown", 3, 4), (" ", 3, 4), ("PageDown", 3, 4), ("Enter", 3, 4),
        ("ArrowLeft", 3, 2), ("ArrowUp", 3, 2), ("PageUp", 3, 2), ("Shift+ ", 3, 2),
        ("Home", 3, 0), ("End", 3, END), ("ArrowLeft", 0, 0), ("ArrowRight", END, END),
        ("x", 3, 3), ("Control+ArrowRight", 3, 3)]


def test_keys(opened: Any) -> None:
    screen = opened("neuron")
    for key, start, wanted in KEYS:
        screen.go(start)
        screen.press(key)
        assert (key, screen.k) == (key, wanted)
        assert screen.text("#place") == f"{wanted} / {END}"


def test_buttons(opened: Any) -> None:
    screen = opened("neuron", "#3")
    for button, wanted in (("next", 4), ("back", 3), ("last", END), ("next", END), ("first", 0),
                           ("back", 0)):
        screen.page.click(f"#{button}", force=True)  # at the ends they do nothing
        assert screen.k == wanted
    screen.page.focus("#next")
    screen.press(" ", "Enter", "ArrowLeft")
    assert screen.k == 1


def test_slider(opened: Any) -> None:
    screen = opened("neuron")
    slider = screen.page.locator("#slider")
    slider.fill("9")
    assert screen.text("#place") == f"9 / {END}" and screen.text("#phase") == "← Backward"
    assert screen.page.url.endswith("#9")
    slider.focus()
    screen.press("ArrowRight", "PageDown")
    assert screen.k == 11
    screen.press("Home")
    assert screen.k == 0
    assert slider.get_attribute("aria-valuetext") == f"step 0 of {END}, start"


def test_deep_links(opened: Any) -> None:
    assert opened("neuron").k == 0
    assert opened("neuron", "#5").k == 5
    screen = opened("neuron", "#999")
    for address, wanted in (("#999", END), ("#0", 0), ("#6", 6), ("#-3", 0), ("#4", 4),
                            ("#2.5", 0), ("#7", 7), ("#<b>", 0)):
        screen.page.evaluate("address => { location.hash = address; }", address)
        screen.until(f"document.getElementById('slider').value === '{wanted}'")


def test_the_address_follows_and_the_back_button_goes_back(opened: Any) -> None:
    screen = opened("neuron", "#2")
    screen.press("ArrowRight", "End")
    assert screen.page.url.endswith(f"#{END}")
    for wanted in (3, 2):
        screen.page.go_back()
        screen.until(f"document.getElementById('slider').value === '{wanted}'")
    screen.go(7)
    assert screen.k == 7


def test_play_pause_and_speed(opened: Any) -> None:
    screen = opened("neuron", "#8")
    screen.press("+", "+", "+", "p")
    assert screen.page.locator("#speed").input_value() == "4"
    assert screen.text("#play-word") == "Pause"
    screen.press("d", "z", "z")
    assert screen.text("#play-word") == "Pause"
    screen.until("Number(document.getElementById('slider').value) > 8")
    screen.press("p")
    stopped = screen.k
    assert screen.text("#play-word") == "Play"
    screen.press("-")
    assert screen.page.locator("#speed").input_value() == "2"
    screen.page.wait_for_timeout(600)
    assert screen.k == stopped
    screen.page.select_option("#speed", "4")
    screen.page.click("#play")
    screen.until("document.getElementById('play-word').textContent === 'Play'")
    assert screen.k == END


def test_full_screen_black_and_help(opened: Any) -> None:
    screen = opened("neuron", "#3")
    screen.press("f")
    screen.until("document.fullscreenElement !== null")
    screen.press("f")
    screen.until("document.fullscreenElement === null")
    screen.press("b")
    assert screen.style("body", "overflow") and "black" in screen.page.evaluate(
        "document.body.className")
    screen.press("ArrowRight")
    assert screen.k == 3 and not screen.page.evaluate("document.body.className")
    screen.press("?")
    assert screen.page.locator("#help").is_visible()
    screen.press("ArrowRight", "Escape")
    assert screen.k == 3 and not screen.page.locator("#help").is_visible()


# What is shown

def test_values_are_hidden_until_they_are_computed(opened: Any) -> None:
    screen = opened("neuron", "#1")
    assert screen.visible("n1", "value")  # w is given
    assert screen.visible(Z, "value")  # z
    assert not screen.visible(A, "value")  # a
    screen.press("ArrowRight")
    assert screen.visible(A, "value")
    screen.press("ArrowLeft")
    assert not screen.visible(A, "value")
    assert opened("shown", "#0").visible(A, "value")


def test_gradients_and_slopes_are_hidden_until_they_are_reached(opened: Any) -> None:
    screen = opened("neuron", "#6")
    assert not screen.visible(Z, "gradient") and not screen.visible(f"{A}.0", "label")
    screen.press("ArrowRight")
    assert screen.visible(Z, "gradient") and screen.visible(f"{A}.0", "label")
    assert screen.heard().endswith("partial C by partial z equals minus 0.104 ")


def test_a_gradient_grows_with_every_path(opened: Any) -> None:
    screen = opened("cube", "#4")
    grown = '#stage [data-key="n1"] .so-far'
    counts = []
    for _ in range(5):
        counts.append((screen.text("#note"), screen.page.locator(grown).count(),
                       screen.visible("n1", "gradient")))
        screen.press("ArrowRight")
    assert [(note[:11], partial, whole) for note, partial, whole in counts] == [
        ("", 0, False), ("path 1 of 3", 1, False), ("path 2 of 3", 1, False),
        ("path 3 of 3", 0, True), ("", 0, True)]


def test_the_node_and_edge_at_work_are_lit_not_by_colour_alone(opened: Any) -> None:
    screen = opened("neuron", "#2")
    assert screen.page.locator(".overlay.forward .ring.target").count() == 1
    assert screen.page.locator(".overlay.forward .way").count() == 1
    assert screen.style(".way", "strokeDasharray") == "none"
    screen.go(10)
    assert screen.page.locator(".overlay.backward .ring").count() == 2
    assert screen.page.locator(".overlay.backward .tip").count() == 1
    assert screen.style(".way", "strokeDasharray") != "none"
    assert screen.text("#phase") == "← Backward"


def test_the_current_step_is_on_the_screen_at_every_size(opened: Any) -> None:
    for width, height in ((390, 844), (844, 390), (1920, 1080)):
        screen = opened("layers", "#20", viewport={"width": width, "height": height},
                        reduced_motion="reduce")
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert screen.page.evaluate("document.documentElement.scrollHeight") <= height
        for _ in range(3):
            ring = screen.page.locator(".ring.target").bounding_box()
            stage = screen.page.locator("#stage").bounding_box()
            assert stage["x"] - 2 <= ring["x"] and stage["y"] - 2 <= ring["y"]
            assert ring["x"] + ring["width"] <= stage["x"] + stage["width"] + 2
            assert ring["y"] + ring["height"] <= stage["y"] + stage["height"] + 2
            screen.press("ArrowRight")


def test_zoom(opened: Any) -> None:
    screen = opened("layers", "#20", reduced_motion="reduce")
    box = "document.querySelector('#stage svg').getAttribute('viewBox')"
    close = screen.page.evaluate(box)
    screen.press("z")
    whole = screen.page.evaluate(box)
    screen.press("ArrowRight")
    assert close != whole == screen.page.evaluate(box)


# Predict, then reveal

def test_predicting(opened: Any) -> None:
    screen = opened("neuron", "#6")
    screen.press("q", "ArrowRight")  # which reveals step 6
    screen.press("ArrowRight")
    assert screen.k == 7 and screen.page.evaluate("document.activeElement.id") == "answer"
    assert "0.104" not in screen.heard() and not screen.visible(Z, "gradient")
    assert screen.page.locator("#formula .row").count() == 2  # the symbols, and =
    for typed, said in (("0.104", "sign"), ("-0.3", "Not yet"), ("abc", "Write a number"),
                        ("-0.1", "at least two digits")):
        screen.page.fill("#answer", typed)
        screen.press("Enter")
        assert said in screen.text("#verdict") and screen.k == 7
    screen.page.fill("#answer", "−0,10")
    screen.press("Enter")
    assert screen.text("#verdict") == "✓ Right, within rounding. 1 of 2 right."
    assert screen.visible(Z, "gradient") and "minus 0.104" in screen.heard()
    screen.press("Enter")
    assert screen.k == 8
    screen.page.get_by_role("button", name="Numbers").click()
    assert screen.page.locator("#formula .row").count() == 4  # symbols, formula, numbers, and =
    assert screen.page.evaluate("document.activeElement.id") == "answer"
    screen.page.get_by_role("button", name="Reveal").click()
    assert screen.text("#verdict") == "Revealed. 1 of 3 right."
    screen.press("q")
    assert screen.page.locator("#predict").get_attribute("aria-pressed") == "false"


ANSWERS = {"-0.4256": True, "-0.43": True, "-.426": True, "-4.256e-1": True, "-4.256·10^-1": True,
           "-0.42555749": True, "-20/47": True, "−0,4256": True, "-0.4250": False, "-0.42": False,
           "0.4256": False, "": False, "--1": False, "-0.4256 x": False, "-1/0": False,
           "1e999": False}


def test_what_counts_as_right(opened: Any) -> None:
    screen = opened("neuron", "#5")
    screen.press("q")
    for typed, right in ANSWERS.items():
        if not screen.page.locator("#answer").count():
            screen.press("q", "q")
        screen.page.fill("#answer", typed)
        screen.press("Enter")
        assert (typed, screen.text("#verdict")[0]) == (typed, "✓" if right else "✗")


def test_while_a_number_is_typed_its_keys_do_not_step(opened: Any) -> None:
    screen = opened("neuron", "#10")
    screen.press("q")
    screen.page.keyboard.type("-0.5")
    screen.press("ArrowLeft", "Home", "Backspace")
    assert screen.k == 10 and screen.page.locator("#answer").input_value() == "-0.5"
    screen.press("PageUp")
    assert screen.k == 9


# Looks

def test_dark_and_light(opened: Any) -> None:
    for scheme, other in (("dark", "Light"), ("light", "Dark")):
        screen = opened("neuron", color_scheme=scheme)
        before = screen.style("body", "backgroundColor")
        assert screen.text("#theme") == other
        screen.press("d")
        after = screen.style("body", "backgroundColor")
        assert before != after and screen.text("#theme").lower() == scheme
        assert (sum(map(int, re.findall(r"\d+", before))) < 380) == (scheme == "dark")
        assert screen.style('[data-key="n1"] .title use', "fill") == screen.style("h1", "color")
        screen.page.click("#theme")
        assert screen.style("body", "backgroundColor") == before


def test_keyboard_focus_is_visible_and_everything_can_be_reached(opened: Any) -> None:
    screen = opened("neuron", "#5")
    reached = []
    for _ in range(13):
        screen.press("Tab")
        reached.append(screen.page.evaluate("document.activeElement.id"))
        assert screen.style(":focus", "outlineStyle") == "solid"
    assert {"predict", "zoom", "theme", "full", "print", "keys", "first", "back", "play", "next",
            "last", "slider", "speed"} == set(reached)


def test_reduced_motion(opened: Any) -> None:
    moving = "document.querySelectorAll('.drop, .fresh').length"
    screen = opened("neuron", "#1", reduced_motion="reduce")
    screen.press("ArrowRight")
    assert screen.page.evaluate(moving) == 0
    screen = opened("neuron", "#1", reduced_motion="no-preference")
    screen.press("ArrowRight")
    assert screen.page.evaluate(moving) > 1


def test_without_javascript_the_last_picture_is_shown(opened: Any) -> None:
    screen = opened("neuron", java_script_enabled=False)
    assert screen.page.locator(f'[data-key="{Z}"] .gradient').is_visible()
    assert screen.page.locator(f'[data-key="{Z}"] .gradient').text_content() == "∂C/∂z = −0.104"
    assert screen.page.locator("nav").is_hidden() and screen.page.locator(".tools").is_hidden()
    assert "Every gradient of C is known." in screen.text("#panel")
    assert "Without JavaScript" in screen.text("body")


# Paper

def sheets_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_print_this_step_or_all(opened: Any) -> None:
    screen = opened("neuron", "#8", color_scheme="dark")
    assert sheets_of(screen.page.pdf(format="A4", landscape=True)) == 1
    screen.page.select_option("#sheets", "all")
    assert sheets_of(screen.page.pdf(format="A4")) > 3
    screen.page.emulate_media(media="print")
    screen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    headings = screen.page.locator(".sheet h2").all_inner_texts()
    assert headings[0] == f"0 / {END} Start" and len(headings) == END + 1
    assert screen.page.locator("nav").is_hidden() and screen.page.locator("#stage").is_hidden()
    assert screen.style(".sheet .title use", "fill") == "rgb(27, 31, 36)"
    assert screen.style(f'.sheet:first-child [data-key="{Z}"] .gradient', "visibility") == "hidden"
    assert screen.style(f'.sheet:last-child [data-key="{Z}"] .gradient', "visibility") == "visible"
    screen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert screen.page.locator(".sheet").count() == 0


# For those who listen

def test_what_a_screen_reader_finds(opened: Any) -> None:
    screen = opened("neuron", "#7")
    tree = screen.page.locator("body").aria_snapshot()
    for wanted in ('heading "C: forward and back"', 'button "Next step"', 'slider "Step"',
                   'button "Predict"', 'combobox "Speed"', 'navigation "Steps"',
                   'img "z: value 0.3, gradient minus 0.104"',
                   'img "b: value −0.7"', 'form "partial C by partial z equals',
                   'region "This step"'):
        assert wanted in tree, (wanted, tree)
    live = screen.page.locator("#live")
    assert live.get_attribute("aria-live") == "polite"
    assert "partial C by partial z equals minus 0.104" in screen.heard()
    screen.press("ArrowRight")
    assert "Step 8" in screen.heard()


# Safety

def test_hostile_labels_do_not_run(opened: Any) -> None:
    screen = opened("evil")
    for _ in range(6):
        screen.press("ArrowRight")
    screen.page.select_option("#sheets", "all")
    screen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert screen.page.locator("script").count() == 2
    assert "<script>alert(1)</script>" in screen.text(".sheet p >> nth=0")


def test_no_other_script_style_or_address_is_let_in(opened: Any) -> None:
    screen, failures = opened("neuron"), []
    screen.page.on("requestfailed", lambda request: failures.append(request.failure))
    screen.page.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend',
            '<img src="http://127.0.0.1:9/a" onerror="ran=1">');
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        const style = document.createElement('style');
        style.textContent = 'body { color: rgb(1, 2, 3) !important }';
        document.body.append(script, style);
    }""")
    assert failures == ["csp"] and screen.requests.pop().endswith("/a")
    refused = screen.page.evaluate("fetch('http://127.0.0.1:9/').then(() => false, () => true)")
    assert refused and not screen.page.evaluate("window.ran")
    assert screen.style("body", "color") != "rgb(1, 2, 3)"


# A training

def test_a_training_is_stepped_through(opened: Any) -> None:
    screen = opened("training", "#1")
    line = '[data-key="w1.1.2"] line'
    before = screen.style(line, "strokeWidth")
    mark = "document.querySelector('.here').getAttribute('cx')"
    early = float(screen.page.evaluate(mark))
    screen.press("End")
    assert screen.text("#place") == "5 / 5" and screen.text("#caption") == "After epoch 5 of 5."
    assert float(screen.page.evaluate(mark)) > early
    assert "largest change" in screen.text("#note") and "Largest change" in screen.heard()
    screen.until(
        f"getComputedStyle(document.querySelector('{line}')).strokeWidth !== '{before}'")
    assert screen.page.locator("#predict").is_hidden() and screen.page.locator("#zoom").is_hidden()
    screen.press("q", "z", "Home")
    assert screen.page.locator(".here").get_attribute("visibility") == "hidden"
    assert sheets_of(screen.page.pdf()) == 1
