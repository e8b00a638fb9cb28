"""Why: what a resume may be, at most, is said in one place."""

from typing import Final

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PAGES: Final = 50
MAX_CHARACTERS: Final = 200_000
MAX_ZIP_ENTRIES: Final = 2_000
MAX_UNZIPPED_BYTES: Final = 64 * 1024 * 1024
MAX_ZIP_RATIO: Final = 200
