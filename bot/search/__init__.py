"""Search: an index of immutable segments, kept as blobs in the archive's own tables and scored with numpy."""
