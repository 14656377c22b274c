"""What will a formula or a structure that was never measured show? One question, asked of matter by several areas."""

from sanhak.study.property.molecule import MoleculeProperty
from sanhak.study.property.property import Property

__all__ = ["MoleculeProperty", "Property"]
