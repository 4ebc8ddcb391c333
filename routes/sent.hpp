// Bodies that handlers read themselves.
#pragma once

#include <server/base/json/schema.hpp>

#include <boost/json/value.hpp>

namespace praetor::routes {

// A T as the client sent it: one whose reading takes its time, or asks the settings. Its schema is T's.
template <class T>
struct sent
{
    boost::json::value document;
};

} // namespace praetor::routes

template <class T>
struct praetor::json::schema<praetor::routes::sent<T>> : praetor::json::schema<T>
{};
