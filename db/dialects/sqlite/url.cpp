#include <db/dialects/sqlite/url.hpp>

namespace praetor::db::sqlite {

bool reads_scheme(std::string_view scheme)
{
    return scheme == "sqlite" || scheme == "sqlite+aiosqlite";
}

void set_target(file_options& options, std::string_view rest)
{
    auto path = rest.substr(0, rest.find('?'));
    if (path.starts_with('/'))
        path.remove_prefix(1);
    bool const memory = path.empty() || path.find(":memory:") != std::string_view::npos ||
                        rest.find("mode=memory") != std::string_view::npos;
    options.path = memory ? ":memory:" : path;
}

} // namespace praetor::db::sqlite
