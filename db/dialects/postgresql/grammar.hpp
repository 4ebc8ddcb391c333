// How PostgreSQL says it.
#pragma once

#include <db/grammar.hpp>

namespace praetor::db::postgresql {

class grammar : public db::grammar
{
public:
    // The reference's driver (asyncpg) keeps the first and the last time there can be as -infinity and infinity.
    dialect kind() const noexcept override { return dialect::postgresql; }
    void append_timestamp(std::string& out, timestamp when) const override;
    void append_duration(std::string& out, duration span) const override;
    std::string type_of(schema::column_base const& column) const override;

    std::string json_value(std::string_view object, std::string_view name) const override;
    sql json_value_named(std::string_view object, std::string name) const override;
    std::string to_uuid(std::string_view text) const override;
    std::string joined_text(std::span<std::string_view const> columns) const override;
    std::string size_of(std::string_view column) const override;

    sql array_has_all(std::string_view column, std::vector<std::string> const& values) const override;
    sql array_has_any(std::string_view column, std::vector<std::string> const& values) const override;
    sql array_is_empty(std::string_view column, bool wanted) const override;
    sql array_without(std::string_view column, std::string value) const override;
    std::string array_elements(std::string_view column, std::string_view as) const override;

    sql given_rows(std::span<schema::column_base const> columns, argument objects) const override;
    std::string given_value(schema::column_base const& column) const override;

    sql seconds_between(sql const& sooner, sql const& later) const override;
    std::string microseconds_of(std::string_view time) const override;
    std::optional<sql> time_bucket(std::string_view time, duration width, timestamp origin) const override;
    sql has_index(std::string_view name) const override;

    sql matches(std::string_view text, std::string_view pattern) const override;

    std::string locking(row_lock lock, std::string_view of) const override;
    std::string locking_table(std::string_view table) const override;
    std::string is_among(std::string_view column, std::string_view query) const override;
    std::string unindexed_time(std::string_view column) const override;
    std::string correlated(std::string_view condition) const override { return std::string{condition}; }
    sql page_of(page const& wanted) const override;
    sql page_of(page const& wanted, coalesced const& order) const override;

    bool sorts_nulls_first() const override { return false; }
    bool keeps_numbers() const override { return true; }
    bool keeps_nul() const override { return false; }
    bool writes_in_parallel() const override { return true; }
    bool chains_insertions() const override { return true; }
    std::string_view changed_rows() const override { return {}; }
};

// Of servers before 14, which have no date_bin().
class grammar_before_14 final : public grammar
{
public:
    std::optional<sql> time_bucket(std::string_view time, duration width, timestamp origin) const override;
};

} // namespace praetor::db::postgresql
