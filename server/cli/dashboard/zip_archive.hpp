// The files of a zip archive, as a wheel is one (PEP 427; PKWARE APPNOTE.TXT 6.3.10, 4.3 to 4.5).
#pragma once

#include <filesystem>

namespace praetor::cli {

// Writes what the archive holds below the folder `into`, which is made. Throws error{errc::unavailable} where the file
// can not be read or is no whole archive, where a checksum differs, and where an entry is encrypted, packed by other
// than deflate, of zip64 or named to lie elsewhere: files before it are written then. What the file system refuses is
// thrown as it throws it. Blocks.
void unpack_zip(std::filesystem::path const& archive, std::filesystem::path const& into);

} // namespace praetor::cli
