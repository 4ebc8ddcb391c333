#include <db/grammar.hpp>
#include <db/timestamp_text.hpp>

namespace praetor::db {

void append_timestamp(std::string& out, dialect kind, timestamp when)
{
    grammar::of(kind).append_timestamp(out, when);
}

} // namespace praetor::db
