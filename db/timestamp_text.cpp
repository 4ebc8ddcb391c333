#include <db/timestamp_text.hpp>

namespace praetor::db {

void append_timestamp(std::string& out, dialect kind, timestamp when)
{
    if (kind == dialect::sqlite)
        append_sqlite(out, when);
    else if (when == min_timestamp)
        out += "-infinity";
    else if (when == max_timestamp)
        out += "infinity";
    else {
        append_sqlite(out, when);
        out += "+00";
    }
}

} // namespace praetor::db
