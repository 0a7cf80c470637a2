# SPDX-License-Identifier: MIT
"""The evaluator says what GitHub's documentation says of its language."""
from expressions import ExpressionError, condition, functions, substitute

CONTEXTS = {"github": {"event": {"repository": {"fork": True}}, "ref": "refs/tags/v1"}, "inputs": {"pr": "", "optimize": False}, "vars": {}}
KNOWN = functions(".", lambda: "failure")
VALUES = [
    ("${{ github.ref }}", "refs/tags/v1"), ("a ${{ inputs.optimize }} b", "a false b"), ("${{ inputs.optimize }}", False),
    ("${{ vars.ABSENT || '8' }}", "8"), ("${{ vars.A.B.C }}", None), ("x${{ vars.ABSENT }}", "x"), ("${{ inputs.pr || 'none' }}", "none"),
    ("${{ 'Abc' == 'aBC' }}", True), ("${{ '1' == 1 }}", True), ("${{ 'x' == 0 }}", False), ("${{ null == '' }}", True),
    ("${{ 'it''s' }}", "it's"), ("${{ !github.event.repository.fork }}", False), ("${{ true && 'a' || 'b' }}", "a"),
    ("${{ false || false && true }}", False), ("${{ (true || false) && false }}", False), ("${{ 2 > 1 && 1 <= 1 }}", True),
    ("${{ startsWith(github.ref, 'REFS/tags') }}", True), ("${{ contains('abc', 'B') }}", True), ("${{ github['ref'] }}", "refs/tags/v1"),
    ("${{ hashFiles('no-such-file') != '' }}", False)]
# After a failure: what names no state means success() as well.
CONDITIONS = [(None, False), ("true", False), ("always()", True), ("${{ failure() && true }}", True), ("!cancelled()", True),
              ("success() || true", True)]

for text, value in VALUES:
    found = substitute(text, CONTEXTS, KNOWN)
    assert found == value and type(found) is type(value), (text, found)
for text, value in CONDITIONS:
    assert condition(text, CONTEXTS, KNOWN) == value, text
for text in ("${{ nothing.here }}", "${{ unknown() }}", "${{ 'a }}", "${{ github.ref github.ref }}"):
    try:
        substitute(text, CONTEXTS, KNOWN)
    except ExpressionError:
        continue
    raise AssertionError(f"{text} was taken")
print("expressions: as documented")
