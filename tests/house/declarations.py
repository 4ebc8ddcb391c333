"""The functions that a header declares to others, by a reader of tokens that knows as much of C++ as this tree uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKENS = re.compile(
    r"""(?P<comment>//[^\n]*(?:\n[ \t]*//[^\n]*)*|/\*.*?\*/)|(?P<directive>\#(?:\\\n|[^\n])*)
    |(?P<literal>R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\b\d[\w.']*|'(?:\\.|[^'\\\n])+')
    |(?P<word>\w+)|(?P<punctuation>::|->|&&|\S)|(?P<space>\s+)""",
    re.DOTALL | re.VERBOSE)
_NO_FUNCTION = {"using", "typedef", "friend", "static_assert", "extern", "concept", "enum"}
_PLACES = {"public", "private", "protected"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    line: int
    last_line: int


@dataclass
class Function:
    name: str
    line: int
    parameters: bool
    owner: str
    """The class it belongs to, empty for none."""
    owner_is_struct: bool
    words: set[str]
    """All words of the declaration without the body."""
    body: list[str] | None
    specialises: bool
    said: bool = False
    """A comment stands above it, beside it, or at the head of its paragraph."""
    owner_said: bool = False


@dataclass
class _Scope:
    kind: str
    name: str = ""
    public: bool = True
    said: bool = False
    specialises: bool = False
    group: bool = False
    """The paragraph that is being read began with a comment."""
    last_line: int = 0
    comment_line: int = 0


@dataclass
class _Reader:
    tokens: list[Token]
    at: int = 0
    scopes: list[_Scope] = field(default_factory=lambda: [_Scope("namespace")])

    def functions(self) -> Iterator[Function]:
        declared: list[Token] = []
        last: Function | None = None
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            scope = self.scopes[-1]
            self.at += 1
            if token.kind == "comment":
                if last is not None and token.line == last_line and not declared:
                    last.said = scope.group = True  # beside it
                elif not declared:
                    scope.comment_line = token.last_line
            elif token.kind == "directive":
                continue
            elif token.text == "}":
                if len(self.scopes) > 1:
                    self.scopes.pop()
                self.scopes[-1].last_line = token.line
                declared, last = [], None
            elif token.text == ":" and len(declared) == 1 and declared[0].text in _PLACES:
                scope.public = declared[0].text == "public"
                scope.group = False
                declared = []
            elif token.text == ";" or (token.text == "{" and not self._is_initialiser(declared)):
                made = self._finish(declared, token)
                if made is not None:
                    yield made
                last, last_line = made, self.tokens[self.at - 1].line
                declared = []
            elif token.text == "{":
                self._skip_block()
            else:
                declared.append(token)
                if _is_macro_call(declared):
                    declared = []

    def _is_initialiser(self, declared: list[Token]) -> bool:
        """Whether a brace belongs to the declaration: a value, or a member in a constructor's list."""
        texts = [token.text for token in _bare(declared)]
        if not texts or texts[0] in ("namespace", "extern") or any(one in ("class", "struct", "union", "enum") for one in texts):
            return "=" in texts
        call = _call_at(texts)
        if call is None or "=" in texts[:call] or texts.count("(") != texts.count(")"):
            return True
        after = texts[_closed(texts, call):]
        # `: a_{` opens the value of a member, `: a_(1) {` the body.
        return ":" in after and re.fullmatch(r"\w+|>", texts[-1]) is not None

    def _finish(self, declared: list[Token], end: Token) -> Function | None:
        """Ends a declaration; opens a scope where one begins."""
        scope = self.scopes[-1]
        if not declared:
            if end.text == "{":
                self._skip_block()
            return None
        bare = _bare(declared)
        texts = [token.text for token in bare]
        first_line = declared[0].line
        adjacent = scope.comment_line and scope.comment_line + 1 == first_line
        if adjacent or first_line > scope.last_line + 1:
            scope.group = bool(adjacent)
        said = scope.group
        specialises = any(a.text == "template" and b.text == "<" and c.text == ">"
                          for a, b, c in zip(declared, declared[1:], declared[2:]))
        made = None
        kind = next((one for one in texts if one in ("class", "struct", "union")), None)
        call = _call_at(texts)
        if texts and texts[0] in ("namespace", "extern") and end.text == "{":
            hidden = "detail" in texts
            self.scopes.append(_Scope("namespace", public=not hidden and scope.public))
            return None
        if kind is not None and call is None and texts[0] != "enum":
            if end.text == "{":
                name = texts[texts.index(kind) + 1] if len(texts) > texts.index(kind) + 1 else ""
                specialises = specialises or _is_partial(declared, kind, name)
                self.scopes.append(_Scope("class", name, kind != "class", said, specialises))
                self.scopes[-1].group = False
                self.scopes[-1].kind = "struct" if kind == "struct" else "class"
                self.scopes[-1].last_line = end.line
                return None
            scope.last_line = end.line
            return None
        body = None
        if end.text == "{":
            began = self.at
            self._skip_block()
            body = [token.text for token in self.tokens[began:self.at - 1] if token.kind != "comment"]
        scope.last_line = self.tokens[self.at - 1].last_line
        elsewhere = call is not None and texts[call - 2:call - 1] == ["::"]  # told where it is declared
        guide = call == 1 and texts[_closed(texts, 1):_closed(texts, 1) + 1] == ["->"]
        if call is not None and not elsewhere and not guide and texts[0] not in _NO_FUNCTION and "=" not in texts[:call] and self._is_public():
            name = "operator" if "operator" in texts[:call + 1] else texts[call - 1]
            made = Function(
                name=("~" if call > 1 and texts[call - 2] == "~" else "") + name, line=bare[call - 1].line,
                parameters=texts[call + 1] != ")", owner=scope.name, owner_is_struct=scope.kind == "struct",
                words=set(texts), body=body, specialises=specialises or any(one.specialises for one in self.scopes),
                said=said, owner_said=any(one.said for one in self.scopes))
        return made

    def _is_public(self) -> bool:
        return all(scope.public for scope in self.scopes)

    def _skip_block(self) -> None:
        depth = 1
        while depth and self.at < len(self.tokens):
            text = self.tokens[self.at].text if self.tokens[self.at].kind == "punctuation" else ""
            depth += (text == "{") - (text == "}")
            self.at += 1


def _is_partial(declared: list[Token], kind: str, name: str) -> bool:
    """Whether `struct name<…>` is declared, and not `struct name`."""
    texts = [token.text for token in declared]
    return any(texts[at:at + 3] == [kind, name, "<"] for at in range(len(texts)))


def _bare(declared: list[Token]) -> list[Token]:
    """Without `template <…>`, `requires …` before the declaration, attributes, and all that stands in angle brackets."""
    out: list[Token] = []
    depth = square = 0
    at = 0
    while at < len(declared):
        token = declared[at]
        if depth == 0 and token.text == "operator":  # its own < is none
            out.append(token)
            at += 1
            if at + 1 < len(declared) and declared[at].text == "(":
                at += 2
            while at < len(declared) and declared[at].text != "(":
                at += 1
            continue
        if token.text == "[" or square:
            square += (token.text == "[") - (token.text == "]")
        elif token.text == "<" and (depth or _opens_angle(out, declared, at)):
            depth += 1
        elif token.text == ">" and depth:
            depth -= 1
        elif depth == 0 and token.text not in ("template",):
            out.append(token)
        at += 1
    for word in ("requires", "alignas", "noexcept", "explicit", "decltype"):
        out = _without_call(out, word)
    return out


def _opens_angle(out: list[Token], declared: list[Token], at: int) -> bool:
    before = declared[at - 1] if at else None
    return before is not None and (before.kind == "word" or before.text == "template")


def _without_call(tokens: list[Token], word: str) -> list[Token]:
    """Takes `word(…)` out, where it is not what is declared."""
    texts = [token.text for token in tokens]
    while word in texts and texts.index(word) + 1 < len(texts) and texts[texts.index(word) + 1] == "(":
        at = texts.index(word)
        end = _closed(texts, at + 1)
        tokens, texts = tokens[:at] + tokens[end:], texts[:at] + texts[end:]
    return tokens


def _call_at(texts: list[str]) -> int | None:
    """Where the parameters begin."""
    for at, text in enumerate(texts):
        if text == "(":
            if at == 0 or texts[at + 1:at + 2] in (["*"], ["&"]) or not re.fullmatch(r"\w+", texts[at - 1]):
                return None
            return at
    return None


def _closed(texts: list[str], opened: int) -> int:
    """The place after the parenthesis that closes the one at `opened`."""
    depth = 0
    for at in range(opened, len(texts)):
        depth += (texts[at] == "(") - (texts[at] == ")")
        if depth == 0:
            return at + 1
    return len(texts)


def _is_macro_call(declared: list[Token]) -> bool:
    texts = [token.text for token in declared]
    return (len(texts) > 2 and re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", texts[0]) is not None and texts[1] == "("
            and _closed(texts, 1) == len(texts) and texts[-1] == ")")


def functions_of(text: str) -> list[Function]:
    """Of a header, in order; without those of private parts, of namespaces called detail, and of bodies."""
    tokens: list[Token] = []
    line = 1
    for found in _TOKENS.finditer(text):
        last_line = line + found[0].count("\n")
        if found.lastgroup != "space":
            kind = "literal" if found["literal"] is not None else found.lastgroup or ""
            tokens.append(Token(kind, found[0], line, last_line))
        line = last_line
    return list(_Reader(tokens).functions())
