// Results as structs: columns go to the members of a described struct by name.
#pragma once

#include <db/described.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace praetor::db {

// A result that stands on one row. Lives as long as the call that hands it out.
class row_view
{
public:
    // Columns are counted from 0; what at() gives lives as long as the view.
    virtual std::size_t column_count() const = 0;
    virtual std::string_view column_name(std::size_t column) const = 0;
    virtual cell at(std::size_t column) const = 0;

protected:
    ~row_view() = default;
};

// Takes the rows of a result, one call a row, in order.
class row_sink
{
public:
    virtual ~row_sink() = default;
    // So many rows follow, where the driver knows it before the first.
    virtual void expect(std::size_t) {}
    virtual void row(row_view const& one) = 0;
};

// Throws error{errc::database}: the statement gives no column for this member.
[[noreturn]] void refuse_missing_column(std::string_view member);

// The index of the column called `prefix` + `name`; most statements name their columns in the order of the members, so
// `next` is tried first, and is the one behind the found one afterwards. Throws as refuse_missing_column().
std::size_t find_column(row_view const& one, std::string_view prefix, std::string_view name, std::size_t& next);

// Reads rows of one result as T: a described struct, or a single value from the first column. Columns are looked for
// once.
template <class T>
class row_reader
{
public:
    // The row as a struct: members by the names of the columns.
    void read(row_view const& one, T& out)
    {
        if constexpr (described_row<T>) {
            if (columns_.empty()) {
                std::size_t next = 0;
                columns_.reserve(column_count<T>());
                map_columns<T>(one, {}, next);
            }
            std::size_t at = 0;
            read_struct(one, out, at);
        }
        else
            read_cell(one.at(0), out);
    }

private:
    template <class Struct>
    void read_struct(row_view const& one, Struct& out, std::size_t& at)
    {
        boost::mp11::mp_for_each<columns_of<Struct>>(
            [&](auto member) { read_member(one, out.*decltype(member)::pointer, at); });
    }

    template <class Member>
    void read_member(row_view const& one, Member& out, std::size_t& at)
    {
        using plain = typename without_optional<Member>::type;
        if constexpr (row_part<Member>)
            read_struct(one, out, at);
        else if constexpr (row_part<plain>) {
            if (std::holds_alternative<std::monostate>(one.at(columns_[at]))) {
                out.reset();
                at += column_count<plain>();
            }
            else
                read_struct(one, out.emplace(), at);
        }
        else
            read_cell(one.at(columns_[at++]), out);
    }

    template <class Struct>
    void map_columns(row_view const& one, std::string_view prefix, std::size_t& next)
    {
        boost::mp11::mp_for_each<columns_of<Struct>>([&](auto member) {
            using plain = typename without_optional<member_type<Struct, decltype(member)>>::type;
            std::string_view const name = member.name;
            if constexpr (row_part<plain>)
                map_columns<plain>(one, std::string{prefix}.append(name) + '.', next);
            else
                columns_.push_back(find_column(one, prefix, name, next));
        });
    }

    std::vector<std::size_t> columns_;
};

// Collects the rows as T.
template <class T>
class rows_of final : public row_sink
{
public:
    // The rows so far; this is empty afterwards.
    std::vector<T> take() { return std::move(rows_); }

    void expect(std::size_t count) override { rows_.reserve(rows_.size() + count); }
    void row(row_view const& one) override { reader_.read(one, rows_.emplace_back()); }

private:
    row_reader<T> reader_;
    std::vector<T> rows_;
};

// The same, each row changed by `finish(T&)` while it is still in the processor's cache.
template <class T, class Finish>
class finished_rows final : public row_sink
{
public:
    explicit finished_rows(Finish finish) : finish_(std::move(finish)) {}

    // The rows so far; this is empty afterwards.
    std::vector<T> take() { return std::move(rows_); }

    void expect(std::size_t count) override { rows_.reserve(rows_.size() + count); }
    void row(row_view const& one) override
    {
        auto& made = rows_.emplace_back();
        reader_.read(one, made);
        finish_(made);
    }

private:
    Finish finish_;
    row_reader<T> reader_;
    std::vector<T> rows_;
};

// Collects what `convert(T&&)` makes of each row, while the row is still in the processor's cache.
template <class T, class Convert>
class converted_rows final : public row_sink
{
public:
    using value = std::invoke_result_t<Convert&, T&&>;

    explicit converted_rows(Convert convert) : convert_(std::move(convert)) {}

    // The rows so far; this is empty afterwards.
    std::vector<value> take() { return std::move(rows_); }

    void expect(std::size_t count) override { rows_.reserve(rows_.size() + count); }
    void row(row_view const& one) override
    {
        T read;
        reader_.read(one, read);
        rows_.push_back(convert_(std::move(read)));
    }

private:
    Convert convert_;
    row_reader<T> reader_;
    std::vector<value> rows_;
};

} // namespace praetor::db
