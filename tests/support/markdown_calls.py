"""Finds, by walking the code, what reaches Streamlit's Markdown without having been written by us or escaped.

A value is trusted when it is a literal, one of our constants (UPPER_CASE), a number or day by its format or type, or of the type
`pages.shell.text.Markdown`, which `plain` gives. mypy sees to it that only `plain` and `Markdown(...)` make that type; what is given to
`Markdown(...)` is walked like the rest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pages.shell import text
from warehouse.contract import dates

_LABEL = ("label", "help")
_CHOICES = (0, 1, "label", "options", "format_func", "help")
RENDERED: Final[dict[str, tuple[int | str, ...]]] = {
    **dict.fromkeys(("title", "header", "subheader", "markdown", "caption", "write"), (0, "body", "help")),
    **dict.fromkeys(("info", "warning", "error", "success"), (0, "body", "title")),
    **dict.fromkeys(("toast", "dialog", "spinner", "status", "exception"), (0, "body", "text")),
    **dict.fromkeys(("expander", "popover", "button", "badge", "download_button", "link_button", "page_link"), (0, *_LABEL)),
    **dict.fromkeys(("selectbox", "multiselect", "text_input", "text_area", "number_input", "date_input"), (0, *_LABEL)),
    **dict.fromkeys(("toggle", "checkbox", "slider", "file_uploader", "form_submit_button"), (0, *_LABEL)),
    **dict.fromkeys(("segmented_control", "pills", "radio", "select_slider", "menu_button"), _CHOICES),
    "metric": (0, 1, 2, "label", "value", "delta", "delta_description", "help"),
    "progress": (1, "text"),
    "tabs": (0, "tabs"),
    "table": (0, "data"),
    "image": ("caption",),
    "text": ("help",),
    "set_page_config": ("menu_items",),
    **{f"{kind}Column": ("help",) for kind in ("Text", "Number", "Date", "Datetime", "Link", "List", "Multiselect", "Progress", "")},
}
"""The arguments, by place and name, that each of Streamlit's commands renders as Markdown."""

_HARMLESS_TYPES: Final = re.compile(
    r"(?:dict\[(?:str|Markdown), |list\[|tuple\[)*(?:Markdown|int|float|bool|date|datetime)(?:, \.\.\.)?\]*(?: \| None)?"
)
_NUMERIC_FORMAT: Final = re.compile(r"[+]?[0-9,._]*[,dfeg%]|.*%[A-Za-z].*")
_CONSTANT: Final = re.compile(r"_?[A-Z][A-Z0-9_]+")
_PASSED_THROUGH: Final = {"list", "tuple", "dict", "set", "sorted", "reversed", "enumerate", "zip", "filter", "next", "min", "max"}
_METHODS: Final = {"join", "capitalize", "lower", "upper", "items", "values", "keys", "removesuffix", "format", "DataFrame"}
_NUMBERS: Final = {"len", "int", "round", "abs", "sum", "float", "bool"}
_ENCODED: Final = {"urlencode", "quote"}
_ANY_OBJECT: Final = {"metric", "progress", "caption", "markdown", "button", "info", "warning"}
"""Commands that are also called on a column or a bar; the others only on `st`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One argument that Streamlit would render as Markdown and nobody vouches for."""

    file: Path
    line: int
    source: str


class _Scope:
    """Names in one function, or in a module, and what each is assigned."""

    def __init__(self, body: ast.AST, outer: _Scope | None) -> None:
        self.outer = outer
        self.assigned: dict[str, list[ast.expr]] = {}
        self.declared: dict[str, str] = {}
        if isinstance(body, ast.FunctionDef | ast.Lambda):
            arguments = body.args
            for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                self.declared[argument.arg] = ast.unparse(argument.annotation) if argument.annotation else ""
        for node in _own_nodes(body):
            self._note(node)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.declared[node.target.id] = ast.unparse(node.annotation)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.attr in ("append", "extend", "insert", "update"):
                self.assigned.setdefault(node.func.value.id, []).extend(node.args)
        elif isinstance(node, ast.AugAssign | ast.NamedExpr | ast.For | ast.comprehension):
            self._bind(node.target, node.iter if isinstance(node, ast.For | ast.comprehension) else node.value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for part, given in zip(target.elts, value.elts, strict=True):
                self._bind(part, given)
            return
        for name in ast.walk(target):
            if isinstance(name, ast.Name):
                self.assigned.setdefault(name.id, []).append(value)


def faults(folder: Path) -> list[Fault]:
    """Everything in the Python files below `folder` that reaches Markdown unescaped."""
    files = [file for file in sorted(folder.rglob("*.py")) if file != Path(text.__file__)]
    modules = {file: ast.parse(file.read_text(encoding="utf-8")) for file in [*files, Path(text.__file__)]}
    returning: dict[str, list[str]] = {}
    for module in modules.values():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef):
                returning.setdefault(node.name, []).append(ast.unparse(node.returns) if node.returns else "")
    vouched = {name for name, kinds in returning.items() if all(_HARMLESS_TYPES.fullmatch(kind) for kind in kinds)}
    vouched |= _ENCODED | {name for name, function in vars(dates).items() if callable(function)}
    return [Fault(file, node.lineno, ast.unparse(node)) for file in files for node in _faults_in(modules[file], vouched)]


def _faults_in(module: ast.Module, vouched: set[str]) -> Iterator[ast.expr]:
    for node, scope in _calls(module, None):
        if ast.unparse(node.func) == "Markdown":
            rendered, trusted = list(node.args), vouched
        elif isinstance(node.func, ast.Attribute) and node.func.attr in RENDERED and _is_streamlits(node.func):
            wanted = RENDERED[node.func.attr]
            rendered = [argument for place, argument in enumerate(node.args) if place in wanted]
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            if "format_func" in given and "format_func" in wanted:
                rendered, given["options"] = rendered[:1], given.pop("format_func")
            rendered += [value for name, value in given.items() if name in wanted]
            # `st.badge` escapes brackets once more, so that escaped text would not stay as it is: it is given our own words alone.
            trusted = vouched - {"plain"} if node.func.attr == "badge" else vouched
        else:
            continue
        yield from (argument for argument in rendered if not _is_safe(argument, scope, trusted, frozenset()))


def _is_streamlits(function: ast.Attribute) -> bool:
    return function.attr in _ANY_OBJECT or ast.unparse(function.value) in ("st", "st.column_config")


def _calls(node: ast.AST, outer: _Scope | None) -> Iterator[tuple[ast.Call, _Scope]]:
    scope = _Scope(node, outer)
    for child in _own_nodes(node):
        if isinstance(child, ast.Call):
            yield child, scope
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            yield from _calls(child, scope)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Everything inside a function or module but what stands inside functions of its own."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    while waiting:
        child = waiting.pop()
        yield child
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(child))


def _is_safe(node: ast.AST | None, scope: _Scope | None, vouched: set[str], seen: frozenset[str]) -> bool:
    def all_safe(nodes: Iterable[ast.AST | None]) -> bool:
        return all(_is_safe(part, scope, vouched, seen) for part in nodes)

    match node:
        case None | ast.Constant() | ast.Compare():
            return True
        case ast.JoinedStr(values=parts):
            return all_safe(parts)
        case ast.FormattedValue(value=value, format_spec=spec):
            written = ast.unparse(spec)[2:-1] if spec else ""
            return bool(_NUMERIC_FORMAT.fullmatch(written)) or all_safe([value])
        case ast.Name(id=name):
            return _is_safe_name(name, scope, vouched, seen)
        case ast.Attribute(value=value, attr=name):
            return bool(_CONSTANT.fullmatch(name)) or name in vouched or ast.unparse(node) == "str.capitalize" or all_safe([value])
        case ast.Subscript(value=value):
            return all_safe([value])
        case ast.IfExp(body=first, orelse=second):
            return all_safe([first, second])
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return all_safe(parts)
        case ast.BinOp(left=left, right=right):
            return all_safe([left, right])
        case ast.Dict(keys=keys, values=values):
            return all_safe([*keys, *values])
        case ast.Starred(value=value) | ast.UnaryOp(operand=value) | ast.NamedExpr(value=value):
            return all_safe([value])
        case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.SetComp(elt=part):
            return all_safe([part])
        case ast.DictComp(key=key, value=value):
            return all_safe([key, value])
        case ast.Lambda(body=body):
            return _is_safe(body, _Scope(node, scope), vouched, seen)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return name in vouched | _NUMBERS or name == "Markdown" or (name in _PASSED_THROUGH and all_safe(arguments))
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[_, *otherwise]):
            return all_safe([value, *otherwise])
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=arguments, keywords=keywords):
            if name in vouched:
                return True
            return (
                name in _METHODS
                and (name == "DataFrame" or all_safe([value]))
                and all_safe([*arguments, *(keyword.value for keyword in keywords)])
            )
    return False


def _is_safe_name(name: str, scope: _Scope | None, vouched: set[str], seen: frozenset[str]) -> bool:
    if _CONSTANT.fullmatch(name) or name in vouched or name in _NUMBERS:
        return True
    while scope is not None:
        if _HARMLESS_TYPES.fullmatch(scope.declared.get(name, "")):
            return True
        if values := scope.assigned.get(name):
            # A name that is built from itself is as safe as what it began with.
            return name in seen or all(_is_safe(value, scope, vouched, seen | {name}) for value in values)
        if name in scope.declared:
            return False
        scope = scope.outer
    return False
