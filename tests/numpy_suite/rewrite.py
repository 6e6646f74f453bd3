"""Imports NumPy's test modules with ``numpy`` replaced by ``flopscope.numpy``; no file is copied or changed."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from . import lenient
from .lenient import guarded

OURS = "flopscope.numpy"
LENIENT = f"{__package__}.lenient"
GUARD, REFUSALS = "_flopscope_guarded", "_flopscope_refusals"
STAND_IN, REFUSED = "_flopscope_stand_in", "_flopscope_refused"
MACHINERY, CLASS_OF = "_flopscope_machinery", "_flopscope_class_of"


class Rewrite(ast.NodeTransformer):
    """Sends imports of NumPy's public names to ours, where we have them; the rest stay NumPy's."""

    def __init__(self) -> None:
        self._own: set[str] = (
            set()
        )  # names that the class around has: a lambda in it cannot see them

    def visit_Import(self, node: ast.Import) -> Any:
        made: list[ast.stmt] = []
        for alias in node.names:
            name = alias.name
            if name == "numpy":
                made.append(ast.ImportFrom(LENIENT, [ast.alias("numpy", alias.asname)], 0))
            elif name.startswith("numpy.") and _exists(name) and alias.asname:
                made.append(
                    ast.Import([ast.alias(OURS + name.removeprefix("numpy"), alias.asname)])
                )
            elif name.startswith("numpy._core.") and alias.asname:
                value = ast.Call(ast.Name(MACHINERY, ast.Load()), [ast.Constant(name)], [])
                made.append(ast.Assign([ast.Name(alias.asname, ast.Store())], value))
            else:
                made.append(ast.Import([alias]))
        return [ast.copy_location(n, node) for n in made]

    def visit_Module(self, node: ast.Module) -> Any:
        self.generic_visit(node)
        node.body = _tolerant_block(node.body)
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) == 1:
            node.func = ast.copy_location(ast.Name(CLASS_OF, ast.Load()), node.func)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        made = self._guarded(node)
        if _is_generator(made) and not made.name.startswith("test"):  # it makes parameters of tests
            made.body = _tolerant_block(made.body)
        return made

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        outer, self._own = (
            self._own,
            {
                n.id
                for n in ast.walk(node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            },
        )
        made = self._guarded(node)
        made.body = _tolerant_block(made.body)
        self._own = outer
        return made

    def _guarded(self, node: Any) -> Any:
        """A refusal inside a decorator becomes the test's own, and the module can be imported."""
        self.generic_visit(node)
        node.decorator_list = [
            _late(d, bool(self._own & {n.id for n in ast.walk(d) if isinstance(n, ast.Name)}))
            for d in node.decorator_list
        ]
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        if node.level or not node.module or node.module.split(".")[0] != "numpy":
            return node
        if not _exists(node.module):
            return [ast.copy_location(n, node) for n in _from_machinery(node)]
        ours = OURS + node.module.removeprefix("numpy")
        parts: dict[str, list[ast.alias]] = {ours: [], node.module: []}
        for alias in node.names:
            parts[ours if _has(ours, alias.name) else node.module].append(alias)
        made = [ast.ImportFrom(module, names, 0) for module, names in parts.items() if names]
        return [ast.copy_location(n, node) for n in made]


def _from_machinery(node: ast.ImportFrom) -> list[ast.stmt]:
    """An import from a private module of NumPy: ours, for what is a public name as well."""
    made: list[ast.stmt] = []
    for alias in node.names:
        name = alias.asname or alias.name
        if alias.name == "*":
            made.append(node)
            continue
        value = ast.Call(
            ast.Name(MACHINERY, ast.Load()),
            [ast.Constant(node.module), ast.Constant(alias.name)],
            [],
        )
        made.append(ast.Assign([ast.Name(name, ast.Store())], value))
    return made


def _is_generator(node: ast.AST) -> bool:
    """Whether a function yields, itself and not a function in it."""
    inner = [n for n in ast.iter_child_nodes(node) if not isinstance(n, _SCOPES)]
    return any(isinstance(n, ast.Yield | ast.YieldFrom) or _is_generator(n) for n in inner)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def _tolerant_block(body: list[ast.stmt]) -> list[ast.stmt]:
    return [_tolerant(n) for n in body]


def _tolerant(node: ast.stmt) -> ast.stmt:
    """A statement that may be refused while tests are collected; its names are stand-ins then."""
    is_expecting = isinstance(node, ast.With) and any(
        "raises" in ast.unparse(item.context_expr) for item in node.items
    )
    if isinstance(node, ast.For | ast.With | ast.If) and not is_expecting:
        node.body = _tolerant_block(node.body)
    if isinstance(node, ast.For | ast.If):
        node.orelse = _tolerant_block(node.orelse)
    if not isinstance(
        node, ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If | ast.FunctionDef
    ):
        return node
    if isinstance(node, ast.FunctionDef):  # its decorators and defaults
        refused = ast.Assign([ast.Name(node.name, ast.Store())], ast.Name(REFUSED, ast.Load()))
        handler = ast.ExceptHandler(ast.Name(REFUSALS, ast.Load()), None, [refused])
        return ast.copy_location(ast.Try([node], [handler], [], []), node)
    targets = node.targets if isinstance(node, ast.Assign) else []
    instead: list[ast.stmt] = [
        ast.Assign([ast.Name(t.id, ast.Store())], ast.Name(STAND_IN, ast.Load()))
        for t in targets
        if isinstance(t, ast.Name)
    ]
    handler = ast.ExceptHandler(ast.Name(REFUSALS, ast.Load()), None, instead or [ast.Pass()])
    return ast.copy_location(ast.Try([node], [handler], [], []), node)


def _late(decorator: ast.expr, in_class: bool) -> ast.expr:
    """A guarded decorator. One that names what its class has must be evaluated there: it is a default."""
    made = [ast.arg("made")] if in_class else []
    arguments = ast.arguments([], made, None, [], [], None, [decorator] if in_class else [])
    body = ast.Name("made", ast.Load()) if in_class else decorator
    call = ast.Call(ast.Name(GUARD, ast.Load()), [ast.Lambda(arguments, body)], [])
    return ast.copy_location(call, decorator)


def _exists(name: str) -> bool:
    """Whether we have a public module of NumPy's name."""
    if any(part.startswith("_") for part in name.split(".")):
        return False
    try:
        return importlib.util.find_spec(OURS + name.removeprefix("numpy")) is not None
    except ModuleNotFoundError:
        return False


def _has(module: str, name: str) -> bool:
    """Whether a module of ours has a name, or refuses it on purpose: that counts as having it."""
    from flopscope.errors import UnsupportedFunctionError

    if name == "*":
        return True
    try:
        getattr(import_module(module), name)
    except UnsupportedFunctionError:
        # A test module that asks for it at import could not be imported at all.
        return False
    except AttributeError:
        return False
    return True


class Loader(importlib.machinery.SourceFileLoader):
    """Compiles a test module from its rewritten syntax tree; nothing is cached."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(
            {
                GUARD: guarded,
                REFUSALS: lenient.REFUSALS,
                STAND_IN: lenient.STAND_IN,
                REFUSED: lenient.refused,
                MACHINERY: lenient.machinery,
                CLASS_OF: lenient.class_of,
            }
        )
        super().exec_module(module)

    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        tree = Rewrite().visit(ast.parse(self.get_data(path)))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the test modules below NumPy's packages."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not name.rpartition(".")[2].startswith("test_"):
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path)
        origin = None if found is None else found.origin
        if origin is None or not {"numpy", "tests"} <= set(Path(origin).parts):
            return None
        return importlib.util.spec_from_file_location(name, origin, loader=Loader(name, origin))


def install() -> None:
    """Have NumPy's test modules imported so from now on."""
    sys.meta_path.insert(0, Finder())
