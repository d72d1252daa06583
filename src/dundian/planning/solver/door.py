"""A package whose functions are loaded by whoever solves: their libraries cost each web process seconds and memory."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


class Door(ModuleType):
    """A package whose `later` names come from its modules, by name of the module, once somebody asks for them.

    A function may bear the name of its module: when that is imported, it does not take the function's place.
    """

    later: Mapping[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self.later:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{self.__name__}.{self.later[name]}"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in self.later):
            super().__setattr__(name, value)
