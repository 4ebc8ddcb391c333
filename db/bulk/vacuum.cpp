#include <db/bulk/vacuum.hpp>

#include <filesystem>

namespace praetor::db::bulk {
namespace {

std::int64_t size_of_file(std::string const& path)
{
    std::error_code missing;
    auto const size = std::filesystem::file_size(path, missing);
    return missing ? 0 : static_cast<std::int64_t>(size);
}

std::int64_t size_of(session& of, std::string const& path)
{
    if (of.kind() == dialect::sqlite)
        return size_of_file(path) + size_of_file(path + "-wal");
    return std::stoll(of.rows("SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_catalog.pg_class "
                              "WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace")
                          .front()
                          .front());
}

} // namespace

vacuumed vacuum(session& of, std::string const& path, std::function<void(std::string_view what)> const& progress)
{
    vacuumed done;
    done.before = size_of(of, path);
    if (of.kind() == dialect::postgresql) {
        for (auto const& one : tables()) {
            progress(one.name);
            of.run("VACUUM (ANALYZE) " + name_in_statement(one));
        }
    }
    else {
        progress("VACUUM");
        of.run("VACUUM");
        progress("ANALYZE");
        of.run("ANALYZE");
        progress("checkpoint");
        // Its first column is 1 where a reader or writer was in the way.
        done.log_is_empty = of.rows("PRAGMA wal_checkpoint(TRUNCATE)").front().front() != "1";
    }
    done.after = size_of(of, path);
    return done;
}

} // namespace praetor::db::bulk
