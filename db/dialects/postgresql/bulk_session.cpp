#include <db/dialects/postgresql/binary_copy.hpp>
#include <db/dialects/postgresql/bulk_session.hpp>
#include <db/dialects/postgresql/errors.hpp>
#include <db/schema/names.hpp>

#include <server/base/error.hpp>

#include <algorithm>

namespace praetor::db::postgresql {

using namespace bulk;

namespace {

constexpr std::size_t piece_size = 256 * 1024;

// A transaction of many minutes is what these commands are for; building an index in memory is most of their time.
constexpr std::string_view own_settings[][2] = {{"statement_timeout", "0"},
                                                {"lock_timeout", "0"},
                                                {"idle_in_transaction_session_timeout", "0"},
                                                {"maintenance_work_mem", "256MB"}};

// "a, b" as the elements of an array constructor: 'a', 'b'.
std::string quoted_names(std::span<std::string_view const> names)
{
    std::string text;
    for (auto const name : names)
        text += (text.empty() ? "'" : ", '") + std::string{name} + '\'';
    return "ARRAY[" + text + "]::text[]";
}

std::string listed(std::span<std::string_view const> names)
{
    std::string text;
    for (auto const name : names)
        text += (text.empty() ? "" : ", ") + name_in_statement(find_table(name));
    return text;
}

} // namespace

bulk_session::bulk_session(options const& how)
{
    auto unlimited = how;
    unlimited.statement_timeout = {};
    conninfo const to{unlimited};
    session_ = to.session();
    for (auto const& [name, value] : own_settings)
        session_.push_back({std::string{name}, std::string{value}});
    connect(to, how, how.pooler.value_or(false));
    // PgBouncer takes no "options", and says so.
    if (PQstatus(handle_.get()) != CONNECTION_OK &&
        std::string_view{PQerrorMessage(handle_.get())}.find("unsupported startup parameter") != std::string_view::npos)
        connect(to, how, true);
    if (PQstatus(handle_.get()) != CONNECTION_OK)
        throw_lost(handle_.get());
    run(settings(false));
}

void bulk_session::connect(conninfo const& to, options const& how, bool through_pooler)
{
    constexpr std::int64_t max_seconds = 1'000'000; // libpq counts in 32 bits
    auto const seconds =
        std::to_string(std::min<std::int64_t>((how.connect_timeout.count() + 999) / 1000, max_seconds));
    auto given = to.parameters(through_pooler);
    given.keywords.insert(given.keywords.begin(), "connect_timeout");
    given.values.insert(given.values.begin(), seconds.c_str());
    handle_.reset(PQconnectdbParams(given.keywords.data(), given.values.data(), 0));
}

std::string bulk_session::literal(std::string_view text)
{
    std::unique_ptr<char, decltype(&PQfreemem)> const made{PQescapeLiteral(handle_.get(), text.data(), text.size()),
                                                           &PQfreemem};
    return made ? made.get() : "''";
}

// Said to the session for what runs outside a transaction, and again in each transaction: a pooler may change the
// server behind it in between.
std::string bulk_session::settings(bool local)
{
    std::string text = "SELECT 1";
    auto const add = [&](std::string_view name, std::string_view value) {
        text += ", set_config(" + literal(name) + ", " + literal(value) + (local ? ", true)" : ", false)");
    };
    for (auto const& [name, value] : session_)
        add(name, value);
    return text;
}

void bulk_session::fail(PGresult const* result, std::string_view doing)
{
    if (result == nullptr || PQstatus(handle_.get()) != CONNECTION_OK)
        throw_lost(handle_.get());
    std::string message{doing};
    for (int const field : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_CONTEXT})
        if (auto const* more = PQresultErrorField(result, field))
            message += std::string{"; "} + more;
    std::rethrow_exception(error_of(result, message));
}

bulk_session::result_ptr bulk_session::ask(std::string const& statement, ExecStatusType expected)
{
    result_ptr result{PQexec(handle_.get(), statement.c_str())};
    if (PQresultStatus(result.get()) != expected)
        fail(result.get(), statement);
    return result;
}

void bulk_session::run(std::string const& statements)
{
    result_ptr const result{PQexec(handle_.get(), statements.c_str())};
    auto const status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail(result.get(), statements);
}

std::vector<std::vector<std::string>> bulk_session::rows(std::string const& statement)
{
    auto const result = ask(statement, PGRES_TUPLES_OK);
    std::vector<std::vector<std::string>> all(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row)
        for (int column = 0; column < PQnfields(result.get()); ++column)
            all[static_cast<std::size_t>(row)].emplace_back(
                PQgetvalue(result.get(), row, column),
                static_cast<std::size_t>(PQgetlength(result.get(), row, column)));
    return all;
}

void bulk_session::begin_reading()
{
    run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    run(settings(true));
}

void bulk_session::begin()
{
    run("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE");
    run(settings(true));
}

void bulk_session::commit()
{
    // The COMMIT of a transaction that failed answers ROLLBACK, and no error.
    auto const result = ask("COMMIT", PGRES_COMMAND_OK);
    if (std::string_view{PQcmdStatus(result.get())} != "COMMIT")
        throw error{errc::database, "PostgreSQL rolled the transaction back"};
}

void bulk_session::read(table const& from, take_row const& take)
{
    // Of a query, for a partitioned table has no rows of its own to copy.
    auto const statement =
        "COPY (SELECT " + column_list(from) + " FROM " + name_in_statement(from) + ") TO STDOUT (FORMAT binary)";
    ask(statement, PGRES_COPY_OUT);
    binary_reader reader{from};
    for (;;) {
        char* piece = nullptr;
        int const size = PQgetCopyData(handle_.get(), &piece, 0);
        if (size < 0)
            break;
        std::unique_ptr<char, decltype(&PQfreemem)> const owned{piece, &PQfreemem};
        reader.read({piece, static_cast<std::size_t>(size)}, take);
    }
    end_copy(statement);
}

std::int64_t bulk_session::load(table const& into, give_rows const& give)
{
    auto const statement = "COPY " + name_in_statement(into) + " (" + column_list(into) +
                           ") FROM STDIN (FORMAT binary" + (fresh_.contains(into.name) ? ", FREEZE)" : ")");
    ask(statement, PGRES_COPY_IN);
    std::string buffer;
    buffer.reserve(piece_size + piece_size / 4);
    append_header(buffer);
    auto const send = [&] {
        if (PQputCopyData(handle_.get(), buffer.data(), static_cast<int>(buffer.size())) != 1)
            throw_lost(handle_.get());
        buffer.clear();
    };
    std::int64_t count = 0;
    try {
        give([&](std::span<cell const> row) {
            append_row(buffer, into, row);
            ++count;
            if (buffer.size() >= piece_size)
                send();
        });
    }
    catch (...) {
        PQputCopyEnd(handle_.get(), "given up");
        throw;
    }
    append_trailer(buffer);
    send();
    if (PQputCopyEnd(handle_.get(), nullptr) != 1)
        throw_lost(handle_.get());
    end_copy(statement);
    return count;
}

void bulk_session::end_copy(std::string_view doing)
{
    std::exception_ptr failed;
    for (;;) {
        result_ptr const result{PQgetResult(handle_.get())};
        if (!result)
            break;
        if (PQresultStatus(result.get()) == PGRES_COMMAND_OK || failed)
            continue;
        try {
            fail(result.get(), doing);
        }
        catch (...) {
            failed = std::current_exception();
        }
    }
    if (failed)
        std::rethrow_exception(failed);
}

void bulk_session::lift(std::span<std::string_view const> loaded, std::span<std::string_view const> emptied)
{
    if (loaded.empty())
        return;
    run("LOCK TABLE " + listed(loaded) + " IN ACCESS EXCLUSIVE MODE");
    for (auto const name : emptied)
        if (rows("SELECT EXISTS (SELECT 1 FROM " + name_in_statement(find_table(name)) + ")").front().front() != "f")
            throw error{errc::conflict,
                        "table " + std::string{name} + " is not empty any more: somebody else writes to it"};
    lift_foreign_keys(quoted_names(loaded), quoted_names(emptied));
    if (emptied.empty())
        return;
    lift_indexes(quoted_names(emptied));
    // Empty they are; from now on nobody else can have seen a row, so rows may be written as if they had always been
    // there (reference of COPY, FREEZE), and nothing is left for the vacuum.
    run("TRUNCATE " + listed(emptied));
    fresh_.insert(emptied.begin(), emptied.end());
    // FREEZE is not for partitioned tables.
    for (auto const& row :
         rows("SELECT relname FROM pg_catalog.pg_class WHERE relkind = 'p' AND relname = ANY(" + quoted_names(emptied) +
              ") AND relnamespace = quote_ident(current_schema())::regnamespace"))
        fresh_.erase(row.front());
}

void bulk_session::lift_foreign_keys(std::string const& loaded, std::string const& emptied)
{
    auto const found =
        rows("SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(pg_constraint.oid) "
             "FROM pg_catalog.pg_constraint "
             "JOIN pg_catalog.pg_class AS source ON source.oid = conrelid "
             "JOIN pg_catalog.pg_class AS target ON target.oid = confrelid "
             "WHERE contype = 'f' AND source.relnamespace = quote_ident(current_schema())::regnamespace "
             "AND (source.relname = ANY(" +
             loaded + ") OR (target.relnamespace = source.relnamespace AND target.relname = ANY(" + emptied +
             "))) ORDER BY 1, 2");
    for (auto const& one : found) {
        run("ALTER TABLE " + one[0] + " DROP CONSTRAINT " + one[1]);
        foreign_keys_.push_back(
            {"foreign key " + one[1], "ALTER TABLE " + one[0] + " ADD CONSTRAINT " + one[1] + ' ' + one[2]});
    }
}

void bulk_session::lift_indexes(std::string const& emptied)
{
    // ONLY would leave the partitions without it.
    auto const found = rows("SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', "
                            "' ON ') FROM pg_catalog.pg_index "
                            "JOIN pg_catalog.pg_class ON pg_class.oid = indrelid "
                            "WHERE pg_class.relnamespace = quote_ident(current_schema())::regnamespace "
                            "AND pg_class.relname = ANY(" +
                            emptied +
                            ") AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint "
                            "WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')) ORDER BY 1");
    for (auto const& one : found) {
        run("DROP INDEX " + one[0]);
        indexes_.push_back({"index " + one[0], one[1]});
    }
}

void bulk_session::restore(report_progress const& progress)
{
    auto const all = static_cast<std::int64_t>(indexes_.size() + foreign_keys_.size());
    std::int64_t done = 0;
    for (auto* const list : {&indexes_, &foreign_keys_}) {
        for (auto const& one : *list) {
            progress(one.what, done++, all);
            run(one.statement);
        }
        list->clear();
    }
    fresh_.clear();
}

void bulk_session::lock(std::int64_t number)
{
    run("SELECT pg_advisory_xact_lock(" + std::to_string(number) + ")");
}

std::vector<std::string> bulk_session::table_names()
{
    std::vector<std::string> names;
    for (auto const& row :
         rows("SELECT relname FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
              "AND relnamespace = quote_ident(current_schema())::regnamespace ORDER BY 1"))
        names.push_back(row.front());
    return names;
}

// All at once, because they refer to each other.
void bulk_session::drop(std::span<std::string const> tables)
{
    std::string list;
    for (auto const& table : tables)
        list += (list.empty() ? "" : ", ") + schema::quoted(table);
    run("DROP TABLE " + list);
    // Those of another schema, further along the search path, are somebody else's.
    for (auto const& type : rows("SELECT oid::regtype::text FROM pg_catalog.pg_type "
                                 "WHERE typnamespace = quote_ident(current_schema())::regnamespace AND typname IN "
                                 "('deployment_status', 'state_type', 'work_pool_status', 'work_queue_status', "
                                 "'worker_status')"))
        run("DROP TYPE " + type.front());
}

std::int64_t bulk_session::size()
{
    return std::stoll(rows("SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_catalog.pg_class "
                           "WHERE relkind IN ('r', 'p') AND relnamespace = quote_ident(current_schema())::regnamespace")
                          .front()
                          .front());
}

bool bulk_session::vacuum(std::function<void(std::string_view what)> const& progress)
{
    for (auto const& one : tables()) {
        progress(one.name);
        run("VACUUM (ANALYZE) " + name_in_statement(one));
    }
    return true;
}

} // namespace praetor::db::postgresql
