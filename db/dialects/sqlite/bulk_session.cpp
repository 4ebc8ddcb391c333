#include <db/dialects/sqlite/bulk_session.hpp>
#include <db/dialects/sqlite/errors.hpp>
#include <db/schema/names.hpp>

#include <server/base/error.hpp>

#include <sqlite3.h>

#include <charconv>
#include <cmath>
#include <filesystem>

namespace praetor::db::sqlite {

using namespace bulk;

namespace {

using schema::column_type;

[[noreturn]] void refuse(table const& of, std::size_t column, std::string const& why)
{
    throw error{errc::database, std::string{of.name} + '.' + std::string{of.columns[column].name} + ' ' + why};
}

std::string_view text_at(sqlite3_stmt* row, int column)
{
    auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(row, column));
    return {bytes != nullptr ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

std::int64_t size_of_file(std::string const& path)
{
    std::error_code missing;
    auto const size = std::filesystem::file_size(path, missing);
    return missing ? 0 : static_cast<std::int64_t>(size);
}

} // namespace

void bulk_session::finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

bulk_session::bulk_session(options const& how) : path_(how.path)
{
    if (how.path == ":memory:")
        throw error{errc::bad_setting, "a database in memory can not be reached from another process; name a file"};
    handle_ =
        open_file(how.path, SQLITE_OPEN_READWRITE | (how.must_exist ? 0 : SQLITE_OPEN_CREATE), std::chrono::minutes{1});
    // 256 MiB of pages: primary keys of a large table are touched all over. Threads sort for indexes.
    run("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144; PRAGMA threads = 2");
}

void bulk_session::run(std::string const& statements)
{
    int const code = sqlite3_exec(handle_.get(), statements.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw_error(handle_.get(), code, statements);
}

bulk_session::statement_ptr bulk_session::prepare(std::string const& text)
{
    sqlite3_stmt* made = nullptr;
    int const code = sqlite3_prepare_v2(handle_.get(), text.c_str(), static_cast<int>(text.size()), &made, nullptr);
    if (code != SQLITE_OK)
        throw_error(handle_.get(), code, text);
    return statement_ptr{made};
}

std::vector<std::vector<std::string>> bulk_session::rows(std::string const& statement)
{
    auto const asked = prepare(statement);
    std::vector<std::vector<std::string>> all;
    int code = 0;
    while ((code = sqlite3_step(asked.get())) == SQLITE_ROW) {
        auto& row = all.emplace_back();
        for (int column = 0; column < sqlite3_column_count(asked.get()); ++column)
            row.emplace_back(text_at(asked.get(), column));
    }
    if (code != SQLITE_DONE)
        throw_error(handle_.get(), code, statement);
    return all;
}

void bulk_session::begin_reading()
{
    run("BEGIN");
    rows("SELECT count(*) FROM sqlite_master"); // from the first read on the file stands still
}

void bulk_session::begin()
{
    run("PRAGMA foreign_keys = OFF");
    run("BEGIN IMMEDIATE");
}

void bulk_session::commit()
{
    for (auto const& table : loaded_)
        check_foreign_keys(table);
    loaded_.clear();
    run("COMMIT");
}

void bulk_session::check_foreign_keys(std::string_view table)
{
    auto const broken = rows("PRAGMA foreign_key_check(" + schema::quoted(table) + ')');
    if (broken.empty())
        return;
    auto const& first = broken.front(); // table, rowid, the other table, number of the key
    throw error{errc::integrity, "SQLite: " + std::to_string(broken.size()) + " rows of " + first[0] +
                                     " name a row of " + first[2] + " that is not there"};
}

// A column of SQLite takes any value; what it holds becomes what the declaration says, or is refused.
cell bulk_session::typed(table const& of, std::size_t column, sqlite3_stmt* row)
{
    int const at = static_cast<int>(column);
    int const kind = sqlite3_column_type(row, at);
    if (kind == SQLITE_NULL)
        return std::monostate{};
    switch (of.columns[column].type) {
    case column_type::uuid:
        if (auto const id = uuid::parse(text_at(row, at)))
            return *id;
        refuse(of, column, "holds \"" + std::string{text_at(row, at)} + "\", which is no uuid");
    case column_type::timestamp:
    case column_type::interval: {
        // The column's own default is a number, of seconds.
        if (of.columns[column].type == column_type::interval && kind != SQLITE_TEXT)
            return duration{static_cast<std::int64_t>(sqlite3_column_double(row, at) * 1e6)};
        auto const when = parse_timestamp(text_at(row, at));
        if (!when)
            refuse(of, column, "holds \"" + std::string{text_at(row, at)} + "\", which is no time");
        // SQLAlchemy keeps an interval as the point in time that far after 1970.
        if (of.columns[column].type == column_type::interval)
            return when->time_since_epoch();
        return *when;
    }
    case column_type::boolean:
    case column_type::integer:
    case column_type::smallint:
        if (kind == SQLITE_INTEGER)
            return std::int64_t{sqlite3_column_int64(row, at)};
        refuse(of, column, "holds \"" + std::string{text_at(row, at)} + "\", which is no integer");
    case column_type::real:
        if (kind == SQLITE_INTEGER || kind == SQLITE_FLOAT)
            return sqlite3_column_double(row, at);
        refuse(of, column, "holds \"" + std::string{text_at(row, at)} + "\", which is no number");
    case column_type::json:
    case column_type::jsonb:
        // A column of type JSON has numeric affinity: a JSON text that is a number was stored as that number.
        if (kind == SQLITE_INTEGER)
            return std::string_view{texts_.emplace_back(std::to_string(sqlite3_column_int64(row, at)))};
        if (kind == SQLITE_FLOAT) {
            char digits[32];
            auto const end = std::to_chars(digits, digits + sizeof digits, sqlite3_column_double(row, at)).ptr;
            return std::string_view{texts_.emplace_back(digits, end)};
        }
        return text_at(row, at);
    case column_type::string:
    case column_type::text:
    case column_type::enumeration:
        return text_at(row, at);
    }
    return std::monostate{};
}

void bulk_session::read(table const& from, take_row const& take)
{
    auto const statement = "SELECT " + column_list(from) + " FROM " + name_in_statement(from);
    auto const asked = prepare(statement);
    std::vector<cell> row(from.columns.size());
    int code = 0;
    while ((code = sqlite3_step(asked.get())) == SQLITE_ROW) {
        for (std::size_t i = 0; i < row.size(); ++i)
            row[i] = typed(from, i, asked.get());
        take(row);
        texts_.clear();
    }
    if (code != SQLITE_DONE)
        throw_error(handle_.get(), code, statement);
}

void bulk_session::bind(sqlite3_stmt* statement, table const& of, std::size_t column, cell const& value)
{
    int const at = static_cast<int>(column) + 1;
    auto const bind_text = [&](std::string_view text) {
        return sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    };
    int code = SQLITE_OK;
    if (std::holds_alternative<std::monostate>(value))
        code = sqlite3_bind_null(statement, at);
    else if (auto const* number = std::get_if<std::int64_t>(&value))
        code = sqlite3_bind_int64(statement, at, *number);
    else if (auto const* real = std::get_if<double>(&value)) {
        if (std::isnan(*real)) // SQLite would make NULL of it
            refuse(of, column, "holds a NaN, which SQLite can not keep");
        code = sqlite3_bind_double(statement, at, *real);
    }
    else if (auto const* text = std::get_if<std::string_view>(&value))
        code = bind_text(*text);
    else {
        auto& made = texts_.emplace_back();
        if (auto const* id = std::get_if<uuid>(&value))
            append(made, *id);
        else if (auto const* when = std::get_if<timestamp>(&value))
            append_iso(made, *when);
        else if (auto const* span = std::get_if<duration>(&value))
            append_iso(made, timestamp{*span});
        code = bind_text(made);
    }
    if (code != SQLITE_OK)
        throw_error(handle_.get(), code, "bind");
}

std::int64_t bulk_session::load(table const& into, give_rows const& give)
{
    std::string values;
    for (std::size_t i = 0; i < into.columns.size(); ++i)
        values += i == 0 ? "?" : ", ?";
    auto const statement =
        "INSERT INTO " + name_in_statement(into) + " (" + column_list(into) + ") VALUES (" + values + ')';
    auto const insert = prepare(statement);
    std::int64_t count = 0;
    loaded_.emplace_back(into.name);
    give([&](std::span<cell const> row) {
        for (std::size_t i = 0; i < row.size(); ++i)
            bind(insert.get(), into, i, row[i]);
        int const code = sqlite3_step(insert.get());
        if (code != SQLITE_DONE)
            throw_error(handle_.get(), code, statement);
        sqlite3_reset(insert.get());
        texts_.clear();
        ++count;
    });
    return count;
}

void bulk_session::lift(std::span<std::string_view const>, std::span<std::string_view const> emptied)
{
    for (auto const name : emptied) {
        // Those that constraints made have no text of their own.
        auto const found = rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND "
                                "tbl_name = '" +
                                std::string{name} + '\'');
        for (auto const& one : found) {
            run("DROP INDEX " + schema::quoted(one[0]));
            indexes_.emplace_back(one[0], one[1]);
        }
    }
}

void bulk_session::restore(report_progress const& progress)
{
    std::int64_t done = 0;
    for (auto const& [name, statement] : indexes_) {
        progress("index " + name, done++, static_cast<std::int64_t>(indexes_.size()));
        run(statement);
    }
    indexes_.clear();
}

std::vector<std::string> bulk_session::table_names()
{
    std::vector<std::string> names;
    for (auto const& row :
         rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"))
        names.push_back(row.front());
    return names;
}

void bulk_session::drop(std::span<std::string const> tables)
{
    for (auto const& table : tables)
        run("DROP TABLE " + schema::quoted(table));
}

std::int64_t bulk_session::size()
{
    return size_of_file(path_) + size_of_file(path_ + "-wal");
}

bool bulk_session::vacuum(std::function<void(std::string_view what)> const& progress)
{
    progress("VACUUM");
    run("VACUUM");
    progress("ANALYZE");
    run("ANALYZE");
    progress("checkpoint");
    // Its first column is 1 where a reader or writer was in the way.
    return rows("PRAGMA wal_checkpoint(TRUNCATE)").front().front() != "1";
}

} // namespace praetor::db::sqlite
