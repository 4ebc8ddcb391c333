// sqlite+aiosqlite:///path and sqlite:///path.
#pragma once

#include <db/dialects/sqlite/file_options.hpp>

#include <string_view>

namespace praetor::db::sqlite {

// Whether this dialect serves URLs that begin with `scheme`, what stands before the "://".
bool reads_scheme(std::string_view scheme);

// `rest` is what stands behind the "://": a path, relative where it begins with one slash, absolute with two; a name
// with :memory: in it, or mode=memory, is no file.
void set_target(file_options& options, std::string_view rest);

} // namespace praetor::db::sqlite
