from tests.api.conftest import alone, staff

__all__ = ["alone", "staff"]
