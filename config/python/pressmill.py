# SPDX-License-Identifier: Apache-2.0
"""A pipeline step in Python: one function, run by the exec plugin.

    import pressmill

    def frame(text: str, lang: str = "en") -> dict:
        "Says what a story is about."
        return {"frame": "economy" if "budget" in text else "other"}

    pressmill.step(frame)

and in the pipeline

    - exec: {run: python3 frames.py, needs: [text], provides: [frame]}

The function's parameters are members of the record (docs/record.md); one
named `record` gets the whole record as a dict. It returns a dict: members
that the step provides, "annotations": [{"type", "start", "end", ...}] with
offsets in code points as they are in the record. None adds nothing; Drop
leaves the document out; an exception is a failure on this document only.

`python3 frames.py --help` prints what the function's docstring and type hints
say. Needs Python 3.6 and nothing else.
"""
import inspect
import json
import sys
import traceback

__all__ = ["step", "Drop"]


class Drop(Exception):
    """Raise it to leave the document out; not an error."""


def _describe(function):
    print(inspect.getdoc(function) or function.__name__)
    signature = inspect.signature(function)
    print("\nreads:")
    for p in signature.parameters.values():
        hint = "" if p.annotation is p.empty else ": " + getattr(
            p.annotation, "__name__", str(p.annotation))
        rest = "" if p.default is p.empty else \
            " (%r when missing)" % (p.default,)
        print("  %s%s%s" % (p.name, hint, rest))
    if signature.return_annotation is not signature.empty:
        print("\nreturns: %s" % getattr(signature.return_annotation,
                                        "__name__",
                                        signature.return_annotation))


def _call(function, parameters, record):
    given = {}
    for p in parameters:
        if p.name == "record":
            given[p.name] = record
        elif p.name in record:
            given[p.name] = record[p.name]
        elif p.default is p.empty:
            return {"error": "the record has no '%s'" % p.name}
    try:
        answer = function(**given)
    except Drop:
        return {"drop": True}
    except Exception as error:  # one document fails, the step goes on
        traceback.print_exc(limit=-3)
        return {"error": "%s: %s" % (type(error).__name__, error)}
    if answer is None:
        return {}
    if not isinstance(answer, dict):
        return {"error": "%s() returned %s, not a dict"
                % (function.__name__, type(answer).__name__)}
    return answer


def step(function, lines=None, out=None):
    """Answers records with what `function` makes of them, until the end."""
    if lines is None and len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        _describe(function)
        return
    parameters = list(inspect.signature(function).parameters.values())
    lines = lines or sys.stdin.buffer
    # what the function prints by mistake must not end up among the answers
    out = out or sys.stdout.buffer
    sys.stdout = sys.stderr
    for line in lines:
        try:
            answer = json.dumps(_call(function, parameters, json.loads(line)),
                                ensure_ascii=False, allow_nan=False,
                                separators=(",", ":"))
        except ValueError as error:
            answer = json.dumps({"error": str(error)})
        out.write(answer.encode("utf-8", "replace") + b"\n")
        out.flush()
