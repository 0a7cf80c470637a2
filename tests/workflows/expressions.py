# SPDX-License-Identifier: MIT
"""Evaluates the expressions of workflow files, ${{ ... }}: the part of GitHub's language that ours use. What it does not know is an
error, never a guess."""
import glob
import hashlib
import os
import re

TOKEN = re.compile(r"""\s*(?:(?P<number>-?\d+(?:\.\d+)?)|'(?P<text>(?:[^']|'')*)'|(?P<name>[A-Za-z_][\w-]*)
                       |(?P<op>==|!=|<=|>=|&&|\|\||[!<>()\[\].,]))""", re.VERBOSE)
PART = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


class ExpressionError(Exception):
    """Not an expression of the language, or of the part of it that is known here."""


def truthy(value):
    return value not in (None, False, 0, "", 0.0)


def to_text(value):
    """As GitHub writes a value into a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def number(value):
    if value is None or value == "":
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def equal(a, b):
    """Strings compare without regard to case; values of different types as numbers."""
    if isinstance(a, str) and isinstance(b, str):
        return a.lower() == b.lower()
    if type(a) is type(b):
        return a == b
    return number(a) == number(b)


class Expression:
    """One expression over contexts (nested dicts) and functions (of its values, by lower-case name)."""

    def __init__(self, text, contexts, functions):
        self.text, self.contexts, self.functions = text, contexts, functions
        self.tokens, at = [], 0
        while at < len(text.rstrip()):
            match = TOKEN.match(text, at)
            if not match:
                raise ExpressionError(f"{text!r}: cannot be read from {text[at:]!r} on")
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self.at = 0

    def value(self):
        result = self.either()
        if self.at < len(self.tokens):
            raise ExpressionError(f"{self.text!r}: {self.tokens[self.at][1]!r} is too much")
        return result

    def take(self, *ops):
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "op" and self.tokens[self.at][1] in ops:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, op):
        if not self.take(op):
            raise ExpressionError(f"{self.text!r}: {op!r} is missing")

    def either(self):
        left = self.both()
        while self.take("||"):
            right = self.both()
            left = left if truthy(left) else right
        return left

    def both(self):
        left = self.compared()
        while self.take("&&"):
            right = self.compared()
            left = right if truthy(left) else left
        return left

    def compared(self):
        left = self.unary()
        while op := self.take("==", "!=", "<", "<=", ">", ">="):
            right = self.unary()
            left = {"==": lambda: equal(left, right), "!=": lambda: not equal(left, right),
                    "<": lambda: number(left) < number(right), "<=": lambda: number(left) <= number(right),
                    ">": lambda: number(left) > number(right), ">=": lambda: number(left) >= number(right)}[op]()
        return left

    def unary(self):
        return not truthy(self.unary()) if self.take("!") else self.primary()

    def primary(self):
        if self.take("("):
            result = self.either()
            self.need(")")
            return result
        if self.at == len(self.tokens):
            raise ExpressionError(f"{self.text!r} ends too early")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return float(word)
        if kind == "text":
            return word.replace("''", "'")
        if kind == "op":
            raise ExpressionError(f"{self.text!r}: {word!r} is not expected")
        if word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        return self.call(word) if self.take("(") else self.lookup(word)

    def call(self, name):
        arguments = []
        while not self.take(")"):
            arguments.append(self.either())
            self.take(",")
        if name.lower() not in self.functions:
            raise ExpressionError(f"{self.text!r}: no function {name}")
        return self.functions[name.lower()](*arguments)

    def lookup(self, name):
        if name not in self.contexts:
            raise ExpressionError(f"{self.text!r}: no context {name}")
        value = self.contexts[name]
        while True:
            if self.take("."):
                key = self.tokens[self.at][1]
                self.at += 1
            elif self.take("["):
                key = self.either()
                self.need("]")
            else:
                return value
            value = value.get(key) if isinstance(value, dict) else None


def hash_files(folder, *patterns):
    found = sorted(path for pattern in patterns for path in glob.glob(os.path.join(folder, pattern), recursive=True)
                   if os.path.isfile(path))
    digest = hashlib.sha256()
    for path in found:
        with open(path, "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest() if found else ""


def functions(folder, state):
    """Those that do not depend on the world; state() is success, failure or cancelled, of the job so far."""
    return {"success": lambda: state() == "success", "failure": lambda: state() == "failure",
            "cancelled": lambda: state() == "cancelled", "always": lambda: True,
            "contains": lambda a, b: to_text(b).lower() in to_text(a).lower(),
            "startswith": lambda a, b: to_text(a).lower().startswith(to_text(b).lower()),
            "endswith": lambda a, b: to_text(a).lower().endswith(to_text(b).lower()),
            "hashfiles": lambda *patterns: hash_files(folder, *patterns)}


def substitute(text, contexts, known):
    """The text with each ${{ }} replaced; a text that is one ${{ }} and nothing else keeps its type."""
    if not isinstance(text, str):
        return text
    whole = PART.fullmatch(text.strip())
    if whole and text.strip().count("${{") == 1:
        return Expression(whole[1], contexts, known).value()
    return PART.sub(lambda part: to_text(Expression(part[1], contexts, known).value()), text)


def condition(text, contexts, known):
    """Of an `if:`. One that asks for no state of the job means success() as well."""
    if text is None:
        return known["success"]()
    inner = PART.fullmatch(str(text).strip())
    inner = inner[1] if inner else str(text)
    asked = re.search(r"\b(success|failure|cancelled|always)\s*\(", inner)
    return (bool(asked) or known["success"]()) and truthy(Expression(inner, contexts, known).value())
