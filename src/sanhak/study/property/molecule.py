"""A property of molecules: the question of :class:`~sanhak.study.property.Property` where the matter is structures."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sanhak.study.describe import Role, asks
from sanhak.study.property.property import Property
from sanhak.study.splits import split_words
from sanhak.table import Kind


class MoleculeProperty(Property):
    """A property of molecules, judged on scaffolds that were held out."""

    kinds: ClassVar[tuple[Kind, ...]] = (Kind.MOLECULE,)

    molecule: Annotated[
        str,
        Field(
            title="Molecule",
            description="The column of structures as SMILES.",
            json_schema_extra=asks(Role.COLUMN, holds=("molecule",)),
        ),
    ]
    split: Annotated[
        Literal["auto", "forward", "scaffold", "grouped", "random"],
        Field(
            title="Split",
            description=(
                "How rows are held out to judge the model: by itself molecules of one scaffold stay together, since a"
                " new series has a scaffold of its own. At random flatters."
            ),
            json_schema_extra=asks(Role.CHOICE, words=split_words("chemical system", "blocked")),
        ),
    ] = "auto"

    @property
    def matter(self) -> str:
        """The column of structures."""
        return self.molecule

    @property
    def held_out_by(self) -> str | None:
        """The split that is asked for by name."""
        return None if self.split == "auto" else self.split
