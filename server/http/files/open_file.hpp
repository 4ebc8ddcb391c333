// Files below a folder, opened for a client: nothing outside of the folder can be reached.
#pragma once

#include <server/http/files/file_body.hpp>

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::http {

struct open_file
{
    file_body content; // all of it
    std::uint64_t size = 0;
    std::time_t modified = 0;
    std::string etag; // strong (RFC 9110, 8.8.3), quotes included: of the time of change in nanoseconds and the size
};

// What stands at a path below `folder`.
struct found_file
{
    std::optional<open_file> file; // a regular file that may be read
    bool is_folder = false;
};

// `folder` is a real path (realpath(3)) without a slash at its end; `path` is decoded and begins with a slash, or is
// empty. Finds nothing where a segment is ".." or begins with a dot (but ".well-known"), where the path has a NUL, and
// where links lead out of the folder. Blocks for as long as the disk takes. Any thread.
found_file open_below(std::string const& folder, std::string_view path);

} // namespace praetor::http
