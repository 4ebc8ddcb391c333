#include <db/bulk/copy.hpp>
#include <db/schema/migration_chain.hpp>

#include <server/base/error.hpp>

namespace praetor::db::bulk {
namespace {

// Fewer rows are indexed one by one sooner than the indexes are taken away and built again.
constexpr std::int64_t many_rows = 20'000;
constexpr std::int64_t rows_between_reports = 10'000;

void require_head(session& at, std::string_view which)
{
    auto const head = head_of(at.kind());
    auto const stamp = at.rows("SELECT version_num FROM alembic_version");
    if (stamp.size() == 1 && stamp.front().front() == head)
        return;
    throw error{errc::conflict, "the database to copy " + std::string{which} + " stands at revision " +
                                    (stamp.empty() ? "none" : stamp.front().front()) + ", not at " + head +
                                    "; nothing was copied. Upgrade it first (praetor db upgrade)."};
}

void require_empty(session& to)
{
    for (auto const& one : tables())
        if (auto const count = to.count(one); count != 0)
            throw error{errc::conflict, "the database to copy to is not empty: table " + std::string{one.name} +
                                            " has " + std::to_string(count) +
                                            " rows; nothing was copied. Name another one, or empty it "
                                            "(praetor db reset)."};
}

} // namespace

std::vector<copied_table> copy_tables(session& from, session& to, report_progress const& progress)
{
    from.begin_reading();
    to.begin();
    require_head(from, "from");
    require_head(to, "to");
    require_empty(to);

    std::vector<copied_table> copied;
    std::vector<std::string_view> names;
    std::vector<std::string_view> large;
    for (auto const& one : tables()) {
        copied.push_back({one.name, from.count(one), 0});
        names.push_back(one.name);
        if (copied.back().read >= many_rows)
            large.push_back(one.name);
    }
    to.lift(names, large);
    for (auto const& one : tables()) {
        std::int64_t rows = 0;
        auto const all = copied[static_cast<std::size_t>(&one - tables().data())].read;
        progress(one.name, 0, all);
        to.load(one, [&](take_row const& take) {
            from.read(one, [&](std::span<cell const> row) {
                take(row);
                if (++rows % rows_between_reports == 0)
                    progress(one.name, rows, all);
            });
        });
    }
    to.restore(progress);
    for (auto& one : copied) {
        one.written = to.count(find_table(one.name));
        if (one.written != one.read)
            throw error{errc::database, "table " + std::string{one.name} + " has " + std::to_string(one.read) +
                                            " rows in the source and " + std::to_string(one.written) +
                                            " in the target; nothing was copied"};
    }
    progress("commit", 0, 0);
    to.commit();
    return copied;
}

} // namespace praetor::db::bulk
