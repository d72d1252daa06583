"""Heavy modules are imported at their first use: each web process would pay for them at its start and in memory."""

from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands for the module of that name: `np = Later("numpy")`, with the real import under `TYPE_CHECKING`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)
