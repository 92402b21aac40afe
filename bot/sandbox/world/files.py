"""The bytes of what was sent: photos, documents, videos."""

import hashlib
import struct
from pathlib import Path

from bot.sandbox.world.records import StoredFile

PNG = b"\x89PNG\r\n\x1a\n"
JPEG_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
IMAGE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class Files:
    """Files by id, in memory; a *folder* keeps them beyond this process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[str, StoredFile] = {}
        self._content: dict[str, bytes] = {}
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def add(self, content: bytes, *, name: str, content_type: str = "") -> StoredFile:
        """Keep *content*; the same bytes get the same id."""
        unique_id = hashlib.sha256(content).hexdigest()[:16]
        file_id = f"SB-{unique_id}"
        if file_id in self._known:
            return self._known[file_id]
        image_type, width, height = image_size(content)
        stored = StoredFile(
            file_id=file_id,
            unique_id=unique_id,
            name=name,
            content_type=image_type or content_type or "application/octet-stream",
            size=len(content),
            width=width,
            height=height,
        )
        self._known[file_id] = stored
        self._content[file_id] = content
        if self._folder is not None:
            (self._folder / file_id).write_bytes(content)
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """What is known of the file, if anything."""
        return self._known.get(file_id)

    def content(self, file_id: str) -> bytes | None:
        """Its bytes."""
        if file_id not in self._known:
            return None
        if file_id not in self._content and self._folder is not None:
            self._content[file_id] = (self._folder / file_id).read_bytes()
        return self._content[file_id]

    def all(self) -> tuple[StoredFile, ...]:
        """Every file, for a snapshot."""
        return tuple(self._known.values())

    def restore(self, known: tuple[StoredFile, ...]) -> None:
        """Know again the files of a snapshot whose bytes are in the folder."""
        for stored in known:
            if self._folder is not None and (self._folder / stored.file_id).is_file():
                self._known[stored.file_id] = stored

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
        self._content.clear()


def image_size(content: bytes) -> tuple[str, int, int]:
    """Media type, width and height in pixels of a PNG, JPEG, GIF or WebP; ("", 0, 0) for anything else."""
    if content.startswith(PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", width, height
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", *_jpeg_size(content)
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return "image/gif", width, height
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", *_webp_size(content)
    return "", 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        at += 2 + length
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    """The canvas of the three WebP forms (RFC 9649)."""
    form = content[12:16]
    if form == b"VP8X" and len(content) >= 30:
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L" and len(content) >= 25:
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 " and len(content) >= 30:
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
