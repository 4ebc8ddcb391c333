// A new row as the reply that shows it, before anything is read back.
#pragma once

#include <db/query/table_columns.hpp>

#include <boost/mp11/algorithm.hpp>

namespace praetor::models {

// Every member of `row` into the member of that name of `reply`, which has them all; its others stay as they are.
template <class Reply, class Row>
void take_columns(Reply& reply, Row const& row)
{
    boost::mp11::mp_for_each<db::members_of<Row>>([&]<class Member>(Member) {
        static_assert(db::query::has_column<Reply>(Member::name), "the reply has no member of this name");
        using shown = boost::mp11::mp_at_c<db::members_of<Reply>, db::query::column_index<Reply>(Member::name)>;
        reply.*shown::pointer = db::member_type<Reply, shown>{row.*Member::pointer};
    });
}

} // namespace praetor::models
