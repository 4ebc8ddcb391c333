#include <db/schema/migration_sql.hpp>
#include <db/schema/steps/concurrent_index.hpp>
#include <db/schema/steps/migration_lock.hpp>
#include <db/schema/steps/stamp.hpp>

#include <server/base/error.hpp>

namespace praetor::db {
namespace {

constexpr per_dialect<std::string_view> begin{"BEGIN;\n", "BEGIN IMMEDIATE;\n"};

// The pragma stands outside the transactions: inside one it does nothing.
constexpr per_dialect<std::string_view> heads{
    "-- Run it with psql --set ON_ERROR_STOP=1, while no server uses the database.\n",
    "-- Run it with sqlite3 -bail, while no server uses the file.\nPRAGMA foreign_keys = OFF;\n"};

std::string named(std::string_view revision)
{
    return revision.empty() ? "base" : std::string{revision};
}

void append_text(std::string& script, std::string_view text)
{
    script += text;
    if (!text.empty() && !text.ends_with('\n'))
        script += '\n';
}

// `text` in one transaction with its stamp; before it where it handles an index concurrently.
void append_step(std::string& script, dialect kind, std::string_view label, std::string_view text,
                 std::string_view from, std::string_view to)
{
    script += "\n-- " + named(from) + " -> " + named(to) + ", " + std::string{label} + '\n';
    auto const index = concurrent_index_of(text);
    if (index) {
        script += drop_unusable_script(*index);
        append_text(script, text);
    }
    script += begin[kind];
    script += migration_lock_script(kind);
    if (!index)
        append_text(script, text);
    script += stamp_script(from, to);
    script += "COMMIT;\n";
}

} // namespace

std::string migration_sql(migration_chain const& chain, direction way, std::string_view from, std::string_view to)
{
    auto const start = chain.find(from);
    auto const end = chain.find(to);
    if (!start || !end || (way == direction::up ? *start > *end : *start < *end))
        throw error{errc::bad_setting, "no way " + std::string{way == direction::up ? "up" : "down"} + " leads from " +
                                           named(from) + " to " + named(to)};
    std::string script{heads[chain.kind()]};
    auto at = *start;
    auto const& ready = chain.shortcut();
    if (way == direction::up && at == 0 && !ready.script.empty() && *end >= *chain.find(ready.revision)) {
        append_step(script, chain.kind(), "an empty database", ready.script, {}, ready.revision);
        at = *chain.find(ready.revision);
    }
    for (; way == direction::up && at < *end; ++at) {
        auto const& one = chain.all()[at];
        append_step(script, chain.kind(), one.slug, one.up.text, one.parent, one.revision);
    }
    for (; way == direction::down && at > *end; --at) {
        auto const& one = chain.all()[at - 1];
        append_step(script, chain.kind(), one.slug, one.down.text, one.revision, one.parent);
    }
    return script;
}

} // namespace praetor::db
