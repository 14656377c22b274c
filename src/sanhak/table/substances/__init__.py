"""What chemists name in their factor tables: solvents, bases, ligands, catalysts, acids, additives and reagents."""

from sanhak.table.substances.catalogue import Catalogue, catalogue, resolve
from sanhak.table.substances.own import read_own, write_own
from sanhak.table.substances.substance import Substance

__all__ = ["Catalogue", "Substance", "catalogue", "read_own", "resolve", "write_own"]
