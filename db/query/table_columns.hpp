// The columns that the members of a row struct are read from, checked while compiling.
#pragma once

#include <db/query/expression.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>

namespace praetor::db::query {

// Whether a member of type M can take a column or expression of type T: the same value, optional where it may be NULL.
// JSON may become any type that reads it; labels and texts may become enumerations.
template <class T, class M>
consteval bool reads()
{
    if constexpr (schema::is_optional<T>::value) {
        if constexpr (schema::is_optional<M>::value)
            return reads<typename T::value_type, typename M::value_type>();
        else // JSON has a null of its own
            return std::is_same_v<typename T::value_type, json_text> && reads<json_text, M>();
    }
    else if constexpr (schema::is_optional<M>::value)
        return reads<T, typename M::value_type>();
    else if constexpr (std::is_same_v<T, json_text>)
        return std::is_class_v<M> && !std::is_same_v<M, std::string> && !std::is_same_v<M, uuid> &&
               !std::is_same_v<M, timestamp> && !std::is_same_v<M, duration>;
    else if constexpr (std::is_same_v<T, schema::label> || std::is_same_v<T, std::string>)
        return std::is_same_v<M, std::string> || std::is_enum_v<M>;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return std::is_integral_v<M> && !std::is_same_v<M, bool>;
    else
        return std::is_same_v<T, M>;
}

// The index of the column called `name` among the table's, or their number.
template <class Table>
consteval std::size_t column_index(std::string_view name)
{
    std::size_t at = 0;
    std::size_t found = boost::mp11::mp_size<members_of<Table>>::value;
    boost::mp11::mp_for_each<members_of<Table>>([&](auto member) {
        if (name == std::string_view{member.name})
            found = at;
        ++at;
    });
    return found;
}

// Whether the table has a column of this name.
template <class Table>
consteval bool has_column(std::string_view name)
{
    return column_index<Table>(name) < boost::mp11::mp_size<members_of<Table>>::value;
}

// The table's column that is named as a described member.
template <class Member, class Table>
constexpr auto const& column_named(Table const& table)
{
    using descriptor = boost::mp11::mp_at_c<members_of<Table>, column_index<Table>(Member::name)>;
    return table.*descriptor::pointer;
}

// A text that can be an argument of a template.
template <std::size_t N>
struct static_text
{
    char text[N]{};

    consteval static_text() = default;
    consteval static_text(char const (&from)[N]) { std::ranges::copy(from, text); }
    constexpr std::string_view view() const { return {text, N - 1}; }
};

// "state.id" of "state" and a member; the member alone where `Prefix` is empty.
template <static_text Prefix, class Member>
consteval auto path_of()
{
    constexpr std::string_view prefix = Prefix.view();
    constexpr std::string_view name = Member::name;
    constexpr std::size_t dot = prefix.empty() ? 0 : 1;
    static_text<prefix.size() + dot + name.size() + 1> path;
    auto out = std::ranges::copy(prefix, path.text).out;
    if (dot != 0)
        *out++ = '.';
    std::ranges::copy(name, out);
    return path;
}

// Where members of a row come from that no column of the row's table is named after: a part (described.hpp) from
// another table, or one member from an expression.
//     in<"state">(current), as<"work_pool_id">(work_pool.id), as<"state.data">(state_data(current))
template <static_text Path, class Table>
struct part_source
{
    Table const& table;
};
template <static_text Path, class Table>
part_source<Path, Table> in(Table const& table)
{
    return {table};
}

template <static_text Path, class T>
struct member_source
{
    expression<T> from;
};
// The expression as the member at this path of the row's struct.
template <static_text Path, valued E>
member_source<Path, typename E::value_type> as(E const& from)
{
    return {expression{from}};
}

namespace detail {

// What a source says of a member at `Prefix`: an expression, its name in the result, or nothing (empty).
template <static_text Prefix, class Member>
struct member_at
{
    static constexpr auto path = path_of<Prefix, Member>();

    template <class Table>
    static constexpr bool is_in = Prefix.view().empty() && has_column<Table>(Member::name);
    template <static_text Path, class Table>
    static constexpr bool is_in<part_source<Path, Table>> =
        Path.view() == Prefix.view() && has_column<Table>(Member::name);
    template <static_text Path, class T>
    static constexpr bool is_in<member_source<Path, T>> = Path.view() == path.view();

    template <class T>
    static constexpr bool is_expression = false;
    template <static_text Path, class T>
    static constexpr bool is_expression<member_source<Path, T>> = Path.view() == path.view();

    template <class Table>
    static auto const& of(Table const& source)
    {
        return column_named<Member>(source);
    }
    template <static_text Path, class Table>
    static auto const& of(part_source<Path, Table> const& source)
    {
        return column_named<Member>(source.table);
    }
    template <static_text Path, class T>
    static expression<T> const& of(member_source<Path, T> const& source)
    {
        return source.from;
    }
};

// The first source that has the member, those that name it before tables.
template <class At, class First, class... Others>
auto const& find_source(First const& first, Others const&... others)
{
    constexpr bool is_named = (At::template is_expression<First> || ... || At::template is_expression<Others>);
    constexpr bool fits = is_named ? At::template is_expression<First> : At::template is_in<First>;
    if constexpr (fits)
        return At::of(first);
    else {
        static_assert(sizeof...(Others) > 0, "no source has a column for this member");
        return find_source<At>(others...);
    }
}

// Appends a column, or an expression, as the member `name` of a row.
void add_column(sql& out, schema::column_base const& from, std::string_view name);
void add_column(sql& out, sql const& from, std::string_view name);
template <class T>
void add_column(sql& out, expression<T> const& from, std::string_view name)
{
    add_column(out, from.text, name);
}

template <class Row, static_text Prefix, class... Sources>
void add_columns(sql& out, Sources const&... sources)
{
    boost::mp11::mp_for_each<columns_of<Row>>([&]<class Member>(Member) {
        using at = member_at<Prefix, Member>;
        using wanted = member_type<Row, Member>;
        using plain = typename without_optional<wanted>::type;
        if constexpr (row_part<plain>)
            add_columns<plain, at::path>(out, sources...);
        else {
            auto const& found = find_source<at>(sources...);
            static_assert(reads<typename std::remove_cvref_t<decltype(found)>::value_type, wanted>(),
                          "a column does not fit the member");
            add_column(out, found, at::path.view());
        }
    });
}

} // namespace detail

// "flow.id, flow.created, …": the columns of the sources in the order of Row's members. The row's table comes first.
template <class Row, class... Sources>
sql column_list(Sources const&... sources)
{
    sql text;
    detail::add_columns<Row, static_text{""}>(text, sources...);
    return text;
}

// As FROM and JOIN write it: "flow_run_state AS current" where the table goes by an alias.
template <class Table>
std::string table_text(Table const& table)
{
    std::string text{Table::table_name};
    if (table.as != Table::table_name)
        text += " AS " + std::string{table.as};
    return text;
}

} // namespace praetor::db::query
