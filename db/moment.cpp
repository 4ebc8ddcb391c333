#include <db/moment.hpp>

namespace praetor::db {

void append_moment(std::string& out, dialect kind, timestamp when)
{
    if (kind == dialect::sqlite)
        append_sqlite(out, when);
    else if (when == first_moment)
        out += "-infinity";
    else if (when == last_moment)
        out += "infinity";
    else {
        append_sqlite(out, when);
        out += "+00";
    }
}

} // namespace praetor::db
