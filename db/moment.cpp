#include <db/grammar.hpp>
#include <db/moment.hpp>

namespace praetor::db {

void append_moment(std::string& out, dialect kind, timestamp when)
{
    grammar::of(kind).append_timestamp(out, when);
}

} // namespace praetor::db
