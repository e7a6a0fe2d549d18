"""What every LaTeX command and every sign stands for: (kind of token, canonical text)."""

from __future__ import annotations

Entry = tuple[str, str]


def _same(kind: str, names: str) -> dict[str, Entry]:
    return {name: (kind, name) for name in names.split()}


def _all(kind: str, text: str, names: str) -> dict[str, Entry]:
    return dict.fromkeys(names.split(), (kind, text))


def words_of(text: str) -> set[str]:
    """The words of a text, as a set."""
    return set(text.split())


GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
         "sigma tau upsilon phi chi psi omega")

FUNCTIONS = words_of("""
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth sech arcsin arccos arctan artanh
    sig sigm sigmoid logistic logit logsumexp relu elu gelu silu swish softmax softplus softsign
    leakyrelu max min argmax argmin sup inf arg lim sgn sign diag tr trace det dim rank vec erf
    abs sqrt floor ceil norm concat var cov step heaviside grad
""")

WORDS = FUNCTIONS | words_of("""
    net out total target output input hidden loss cost error pred true train test val data
    Err Loss Cost Error Net Out MSE SSE BCE NLL CE KL RSS new old neu alt
""")

PROSE = words_of("""
    if for where when otherwise else and with then or so since because hence thus such unless given
    provided while is are the of on by from as let but also be to only any all each every
""")

CONDITION_WORDS = words_of("if for when unless given provided such s.t. whenever while")

ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "ddot": "ddot", "check": "check", "breve": "breve",
    "acute": "acute", "grave": "grave", "mathring": "ring",
}

COMBINING = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot",
    "\u0308": "ddot", "\u030c": "check", "\u0306": "breve", "\u0301": "acute", "\u0300": "grave",
    "\u030a": "ring", "\u20d7": "", "\u0331": "", "\u0332": "",
}

COMMANDS: dict[str, Entry] = {
    **_same("name", GREEK),
    **{letter.capitalize(): ("name", letter.capitalize()) for letter in GREEK.split()},
    **{"var" + letter: ("name", letter) for letter in GREEK.split()},
    **{"var" + letter.capitalize(): ("name", letter.capitalize()) for letter in GREEK.split()},
    **_same("name", " ".join(FUNCTIONS)), **_same("name", "nabla ell hbar imath jmath dagger int"),
    **_same("name", "iint oint aleph Re Im Pr gcd deg ker hom binom_"),
    **_all("name", "T", "intercal"), **_all("transpose", "T", "top"),
    **_all("name", "d", "dd differential"), **_all("name", "emptyset", "emptyset varnothing"),
    **_all("name", "Delta", "triangle vartriangle bigtriangleup"),
    **_all("name", "R", "Reals reals R"), **_all("number", "inf", "infty"),
    **_all("times", "*", "cdot times ast star cdotp"), **_all("times", "otimes", "otimes"),
    **_all("times", "odot", "odot circ bullet bigodot"), **_all("slash", "/", "div slash"),
    **_all("relation", ":=", "equiv triangleq doteq coloneqq coloneq define defeq colonequals"),
    **_all("relation", "=>", "Rightarrow implies Longrightarrow iff Leftrightarrow rightsquigarrow"
                             " Longleftrightarrow leadsto"),
    **_all("relation", "<-", "leftarrow gets longleftarrow mapsfrom"),
    **_all("relation", "->", "to rightarrow longrightarrow mapsto longmapsto hookrightarrow"),
    **_all("relation", "~", "approx simeq sim cong approxeq thickapprox"),
    **_all("relation", "<=", "le leq leqslant leqq lesssim preceq"),
    **_all("relation", ">=", "ge geq geqslant geqq gtrsim succeq"),
    **_all("relation", "<", "lt ll"), **_all("relation", ">", "gt gg"),
    **_all("relation", "!=", "ne neq"), **_all("relation", "in", "in subset subseteq"),
    **_all("relation", "not in", "notin"), **_all("relation", "propto", "propto varpropto"),
    **_all("relation", ":", "colon"),
    **_all("open", "{", "{ lbrace"), **_all("close", "}", "} rbrace"),
    **_all("open", "[", "lbrack"), **_all("close", "]", "rbrack"),
    **_all("open", "(", "lparen"), **_all("close", ")", "rparen"),
    **_all("open", "<", "langle"), **_all("close", ">", "rangle"),
    **_all("open", "floor", "lfloor"), **_all("close", "floor", "rfloor"),
    **_all("open", "ceil", "lceil"), **_all("close", "ceil", "rceil"),
    **_all("open", "|", "lvert"), **_all("close", "|", "rvert"),
    **_all("open", "||", "lVert"), **_all("close", "||", "rVert"),
    **_all("bar", "|", "vert"), **_all("bar", "||", "| Vert"), **_all("mid", "|", "mid"),
    **_all("dots", "...", "dots ldots cdots vdots ddots dotsc dotsb dotsm dotsi hdots"),
    **_all("reduction", "sum", "sum"), **_all("reduction", "product", "prod"),
    **_all("frac", "", "frac dfrac tfrac cfrac nicefrac sfrac flatfrac"),
    **_all("derive", "partial", "pdv partialderivative"), **_all("derive", "d", "dv derivative"),
    **_all("over", "", "over"), **_all("sqrt", "", "sqrt"), **_all("partial", "", "partial part"),
    **_all("binom", "", "binom dbinom tbinom"), **_all("substack", "", "substack"),
    **_all("forall", "for all", "forall"), **_all("noise", "", "therefore because"),
    **{name: ("accent", accent) for name, accent in ACCENTS.items()},
    **_all("prime", "'", "prime"), **_all("prime", "''", "dprime"),
    **_all("brace", "", "underbrace overbrace underbracket overbracket"),
    **_same("stack", "overset underset stackrel"),
    **_all("quad", "", "quad qquad hfill hfil enspace"), **_all("row", "", "\\ cr newline"),
    **_all("size", "left", "left bigl Bigl biggl Biggl mleft"),
    **_all("size", "right", "right bigr Bigr biggr Biggr mright"),
    **_all("size", "middle", "middle bigm Bigm biggm Biggm"),
    **_all("size", "", "big Big bigg Bigg"), **_same("not", "not"),
    **_all("font", "", "mathbf boldsymbol bm mathcal mathbb mathfrak mathscr pmb bold symbf vec "
                       "overrightarrow underline mathnormal mathop mathbin mathrel mathord boxed "
                       "cancel bcancel xcancel fbox smash mathclose mathopen mathpunct mathinner "
                       "ensuremath bf cal it mit boldmath va vb"),
    **_all("space", "", ", ! ; : > / ( ) [ ] displaystyle textstyle scriptstyle limits nolimits "
                        "scriptscriptstyle nonumber notag strut mathstrut thinspace medspace "
                        "thickspace negthinspace allowbreak nobreak relax centering noindent "
                        "hline null par displaylimits - small large footnotesize space "
                        "Large LARGE huge Huge tiny scriptsize normalsize blacksquare square "
                        "Box qed checkmark"),
    "\n": ("space", ""), " ": ("space", ""), "\t": ("space", ""),
    "%": ("words", "%"), "&": ("words", "&"), "#": ("words", "#"), "$": ("space", ""),
}

UPRIGHT = words_of("mathrm mathsf mathtt mathit textit textbf textsf texttt operatorname")
SWITCHES = {"rm": "mathrm", "sf": "mathsf", "tt": "mathtt"}
TEXT = words_of("text mbox hbox textrm textnormal textup intertext shortintertext textsc emph")
DROPPED = {"label": 1, "color": 1, "textcolor": 1, "phantom": 1, "hphantom": 1, "vphantom": 1,
           "vspace": 1, "mspace": 1, "class": 1, "cite": 1, "ref": 1, "eqref": 1, "cssId": 1,
           "footnote": 1, "style": 1, "vcenter": 0, "colorbox": 1, "require": 1, "hspace": 1,
           "rule": 2, "raisebox": 1}
ARROWS = {"xrightarrow": "->", "xleftarrow": "<-", "xRightarrow": "=>", "xlongequal": "="}

SIGNS: dict[str, Entry] = {
    **_all("sign", "+", "+ ＋"), **_all("sign", "-", "- − – ‐ ‑"), **_all("slash", "/", "/ ÷ ∕ ⁄"),
    **_all("times", "*", "* · ⋅ × ∗ ⋆ ✕"), **_all("times", "odot", "⊙ ∘ • ○ ◦ ∙ ⨀"),
    **_all("times", "otimes", "⊗"),
    **_all("relation", "=", "= == ＝"), **_all("relation", ":=", ":= =: ≡ ≔ ≜ ≝ ≐"),
    **_all("relation", "=>", "==> => <=> <==> ⇒ ⟹ ⇔ ⟺"),
    **_all("relation", "<-", "<- ← ⟵ ↤"), **_all("relation", "->", "-> --> → ⟶ ↦ ⟼"),
    **_all("relation", "~", "≈ ≃ ∼ ≅"), **_all("relation", "<", "< ≪"),
    **_all("relation", ">", "> ≫"), **_all("relation", "<=", "<= ≤ ⩽ ≦"),
    **_all("relation", ">=", ">= ≥ ⩾ ≧"), **_all("relation", "!=", "!= ≠"),
    **_all("relation", "in", "∈ ⊂ ⊆"), **_all("relation", "not in", "∉"),
    **_all("relation", "propto", "∝"), **_all("relation", ":", ": ∶"),
    **_all("open", "(", "( （"), **_all("close", ")", ") ）"),
    **_all("open", "[", "["), **_all("close", "]", "]"),
    **_all("open", "<", "⟨ 〈"), **_all("close", ">", "⟩ 〉"),
    **_all("open", "floor", "⌊"), **_all("close", "floor", "⌋"),
    **_all("open", "ceil", "⌈"), **_all("close", "ceil", "⌉"),
    **_all("bar", "|", "| ∣"), **_all("bar", "||", "|| ‖ ∥"),
    **_all("{", "", "{"), **_all("}", "", "}"), **_all("^", "", "^"), **_all("_", "", "_"),
    **_all("prime", "'", "' ′ ’ ʹ"), **_all("prime", "''", "″ ”"), **_all("prime", "'''", "‴"),
    **_all("sep", ",", ", ，"), **_all("sep", ";", "; ；"), **_all("sep", ".", ". 。"),
    **_all("&", "", "&"), **_all("space", "", "$ ~ \u200b \u2061 \u2062 \ufeff \u2009"),
    **_all("dots", "...", "… ⋯ ⋮ ⋱ .. ... ...."), **_all("number", "inf", "∞"),
    **_all("partial", "", "∂"), **_all("name", "nabla", "∇"), **_all("transpose", "T", "⊤"),
    **_all("reduction", "sum", "∑"), **_all("reduction", "product", "∏"),
    **_all("sqrt", "", "√"), **_all("forall", "for all", "∀"), **_all("noise", "", "∴ ∵"),
    **_all("name", "emptyset", "∅"), **_all("name", "int", "∫"), **_all("name", "dagger", "†"),
    **_all("name", "Delta", "∆ △"),
}
