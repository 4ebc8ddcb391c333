# Headers of others that most files include, read once for all libraries: they are more than half of what the compiler
# reads. A file still includes what it uses.
set(often_included
  <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <unordered_map> <vector>
  <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp>
  <boost/asio/io_context.hpp> <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp>
  <boost/describe.hpp> <boost/json.hpp> <boost/mp11.hpp> <fmt/format.h>)

# Without the time of the precompiled file in it ccache knows it again.
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()
