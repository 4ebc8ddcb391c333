// Results as structs: columns go to the members of a described struct by name.
#pragma once

#include <db/cell.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
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

// Reads rows of one result as T: a described struct, or a single value from the first column.
template <class T>
class row_reader
{
public:
    void read(row_view const& one, T& out)
    {
        if constexpr (boost::describe::has_describe_members<T>::value && std::is_class_v<T>)
            read_struct(one, out);
        else
            read_cell(one.at(0), out);
    }

private:
    void read_struct(row_view const& one, T& out)
    {
        using members =
            boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
        if (columns_.empty())
            map_columns<members>(one);
        std::size_t at = 0;
        boost::mp11::mp_for_each<members>([&](auto member) { read_cell(one.at(columns_[at++]), out.*member.pointer); });
    }

    // Most statements name their columns in the order of the members, so the next column is tried first.
    template <class Members>
    void map_columns(row_view const& one)
    {
        std::size_t const count = one.column_count();
        std::size_t next = 0;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            std::string_view const name = member.name;
            if (next >= count || one.column_name(next) != name)
                for (next = 0; next < count && one.column_name(next) != name;)
                    ++next;
            if (next == count)
                refuse_missing_column(name);
            columns_.push_back(next++);
        });
    }

    std::vector<std::size_t> columns_;
};

// Collects the rows as T.
template <class T>
class rows_of final : public row_sink
{
public:
    std::vector<T> take() { return std::move(rows_); }

    void expect(std::size_t count) override { rows_.reserve(rows_.size() + count); }
    void row(row_view const& one) override { reader_.read(one, rows_.emplace_back()); }

private:
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
