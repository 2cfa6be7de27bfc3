"""Other tools' files: read leniently and written strictly, with everything that gets lost named."""
