// What the dialects say differently, or can not say: the seam between a dialect and whoever writes statements. Each
// dialect implements it once (db/dialects); models and routes know no more of a dialect (decision 0012).
#pragma once

#include <db/dialect.hpp>
#include <db/schema/column.hpp>
#include <db/sql.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db {

// How a query holds the rows that it finds, until its transaction ends.
enum class row_lock
{
    update,      // waits for whoever holds them
    weak_update, // the same, beside those who only refer to the rows by foreign keys
    claim        // leaves out those that somebody else holds
};

// One object for each dialect, which lives as long as the program and may be used from any thread. What it gives is
// SQL, to be put together with more; names of columns and tables go into it as they are, values as arguments.
class grammar
{
public:
    // The dialect's.
    static grammar const& of(dialect which);

    grammar() = default;
    grammar(grammar const&) = delete;
    grammar& operator=(grammar const&) = delete;
    virtual ~grammar() = default;

    // The dialect that it is of.
    virtual dialect kind() const noexcept = 0;

    // Values as texts, where arguments can not do, such as inside JSON: without quotes, times in UTC.
    virtual void append_timestamp(std::string& out, timestamp when) const = 0;
    virtual void append_duration(std::string& out, duration span) const = 0;

    // The type of a declared column.
    virtual std::string type_of(schema::column_base const& column) const = 0;

    // A member of a JSON object as text, NULL where there is none. The name is plain text of the statement, such as
    // "prefect.name", or comes from a client as an argument.
    virtual std::string json_value(std::string_view object, std::string_view name) const = 0;
    virtual sql json_value_named(std::string_view object, std::string name) const = 0;
    // A text as a uuid to compare columns with.
    virtual std::string to_uuid(std::string_view text) const = 0;
    // Texts and JSON columns as one text, parted by spaces. None of them is NULL.
    virtual std::string joined_text(std::span<std::string_view const> columns) const = 0;
    // About how many bytes the text of a column takes, JSON or not, as an integer; never NULL for what is not.
    virtual std::string size_of(std::string_view column) const = 0;

    // A column that holds a JSON array of texts has all of the values, or any of them (true where there are none), or
    // is empty.
    virtual sql array_has_all(std::string_view column, std::vector<std::string> const& values) const = 0;
    virtual sql array_has_any(std::string_view column, std::vector<std::string> const& values) const = 0;
    virtual sql array_is_empty(std::string_view column, bool wanted) const = 0;
    // The array without a value.
    virtual sql array_without(std::string_view column, std::string value) const = 0;
    // What stands after FROM for the texts of a JSON array, one row each, as <as>.value.
    virtual std::string array_elements(std::string_view column, std::string_view as) const = 0;

    // What stands after FROM for a JSON array of objects in one argument, a row each, as `given`; and a member of it in
    // the type of its column. Times and durations are in the form of append_timestamp() and append_duration().
    virtual sql given_rows(std::span<schema::column_base const> columns, argument objects) const = 0;
    virtual std::string given_value(schema::column_base const& column) const = 0;

    // Seconds from one time to another, as a real number; some dialects count only whole ones.
    virtual sql seconds_between(sql const& sooner, sql const& later) const = 0;
    // Microseconds since 1970, or of a duration, as an integer.
    virtual std::string microseconds_of(std::string_view time) const = 0;
    // The beginning of the bucket that a time falls into, if buckets of `width` are counted from `origin` on. Nothing
    // where times are texts that every use parses anew, and are better counted by whoever reads them; differences of
    // times are no values there either.
    virtual std::optional<sql> time_bucket(std::string_view time, duration width, timestamp origin) const = 0;
    // A query that gives a row, of the integer 1, where there is an index of this name that statements can use.
    virtual sql has_index(std::string_view name) const = 0;

    // Whether a text matches a pattern of LIKE (% for any text, _ for any character), whatever the case.
    virtual sql matches(std::string_view text, std::string_view pattern) const = 0;

    // Ends a query whose rows are to be locked, those of `of` alone where it is not empty; empty where a transaction
    // that writes has the database for itself.
    virtual std::string locking(row_lock lock, std::string_view of = {}) const = 0;
    // A statement that waits until no other transaction has read or written the table, and lets none do so until this
    // one ends; empty where a transaction that writes has the database for itself.
    virtual std::string locking_table(std::string_view table) const = 0;
    // A condition that a column is among the values that a query gives, said so that the query is done first and once.
    virtual std::string is_among(std::string_view column, std::string_view query) const = 0;
    // A column of times in a form that no index has: in its order rows are not looked for, but chosen first and sorted.
    virtual std::string unindexed_time(std::string_view column) const = 0;
    // The condition that ties a subquery to the rows outside, such as "task_run.flow_run_id = flow_run.id", said so
    // that the subquery follows it and does not read the table for all of them.
    virtual std::string correlated(std::string_view condition) const = 0;

    // Rows of one table, cut before anything is joined to them: what stands after FROM in place of `table`, under its
    // name, for those that meet `condition`, from `offset` on in `order`, `limit` of them. Condition and order may name
    // columns of `table` alone. It keeps no order: the statement has to repeat it. Cutting the page first keeps
    // databases from joining and sorting whole rows of which most are then left out.
    struct page
    {
        std::string_view table;
        sql const& condition;
        sql const& order;
        std::int64_t limit = 0;
        std::int64_t offset = 0;
    };
    virtual sql page_of(page const& wanted) const = 0;
    // The same in the order of coalesce(first, second), each of which has an index.
    struct coalesced
    {
        std::string_view first;
        std::string_view second;
        bool descending = false;
    };
    virtual sql page_of(page const& wanted, coalesced const& order) const = 0;

    // What to do where the dialects can not be made to do the same.

    // Whether NULL comes before all values in ascending order, or after them.
    virtual bool sorts_nulls_first() const = 0;
    // Whether a JSON column gives back a number as it was written: 1.0, not 1.
    virtual bool keeps_numbers() const = 0;
    // Whether texts, and strings within JSON, may have NUL characters.
    virtual bool keeps_nul() const = 0;
    // Whether several transactions can write at once.
    virtual bool writes_in_parallel() const = 0;
    // Whether one statement can insert rows and, for those that were not there, rows of another table: WITH …
    // RETURNING. Where not, insert them row by row: changed_rows() says whether the last insertion made one.
    virtual bool chains_insertions() const = 0;
    virtual std::string_view changed_rows() const = 0;
};

} // namespace praetor::db
