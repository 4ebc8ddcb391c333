// Related rows of many rows in one statement, never one statement a row.
#pragma once

#include <db/connection.hpp>
#include <db/query/select.hpp>

#include <unordered_map>
#include <vector>

namespace praetor::db::query {

// Reads the first column as the key, the others as a Row by name.
template <class Key, class Row>
class keyed_rows final : public row_sink
{
public:
    // The rows so far by their key; this is empty afterwards.
    std::unordered_multimap<Key, Row> take() { return std::move(rows_); }

    void row(row_view const& one) override
    {
        Key key{};
        read_cell(one.at(0), key);
        Row read;
        reader_.read(one, read);
        rows_.emplace(std::move(key), std::move(read));
    }

private:
    row_reader<Row> reader_;
    std::unordered_multimap<Key, Row> rows_;
};

// The rows of `table` whose `key` is one of `keys`, by that key:
//     auto const flows = co_await include<flow>(conn, tables::flow, tables::flow.id, flow_ids);
template <class Row, class Table, class T, class Key>
task<std::unordered_multimap<Key, Row>> include(connection& conn, Table const& table, schema::column<T> const& key,
                                                std::vector<Key> keys)
{
    static_assert(std::is_same_v<typename without_optional<T>::type, Key>, "the keys are not of the column's type");
    keyed_rows<Key, Row> sink;
    if (keys.empty())
        co_return sink.take();
    sql columns = expression{key}.text;
    columns << " AS praetor_key, " << column_list<Row>(table);
    select_statement<Row> query{std::move(columns)};
    query.from(table).where(is_one_of(key, keys));
    co_await conn.run(query.statement(), &sink);
    co_return sink.take();
}

} // namespace praetor::db::query
