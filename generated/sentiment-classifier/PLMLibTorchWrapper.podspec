# The Objective-C wrapper that sentiment-classifier calls on iOS. It goes into the app, beside the Kotlin framework.
Pod::Spec.new do |s|
  s.name = 'PLMLibTorchWrapper'
  s.version = '0.1.0'
  s.summary = "Objective-C over torch's lite interpreter"

  # Read only from a specs repository: put your own in before you publish there. A Podfile with :path or :git needs none.
  s.homepage = 'https://pytorch.org'
  s.license = { :type => 'Unspecified', :text => 'Set by whoever publishes this pod.' }
  s.authors = 'com.example'
  s.source = { :path => '.' }

  s.ios.deployment_target = '15.0'
  s.static_framework = true
  s.requires_arc = false
  s.source_files = 'ios/PLMLibTorchWrapper/*.{h,hpp,m,cpp}'
  s.public_header_files = 'ios/PLMLibTorchWrapper/PLMLibTorchWrapper.h'
  s.resource_bundles = { 'PLMLibTorchWrapper_PLMLibTorchWrapper' => 'ios/models/**/*.ptl' }
  s.libraries = 'c++'
  s.frameworks = 'Accelerate'

  # This pod has the app link torch as a whole (-force_load), without which torch's operators would be missing.
  s.dependency 'LibTorch-Lite', '2.1.0'

  # The path is where LibTorch-Lite keeps torch's headers.
  s.pod_target_xcconfig = {
    'CLANG_CXX_LANGUAGE_STANDARD' => 'c++17',
    'CLANG_CXX_LIBRARY' => 'libc++',
    'DEFINES_MODULE' => 'YES',
    'HEADER_SEARCH_PATHS' => '$(inherited) "${PODS_ROOT}/LibTorch-Lite/install/include"'
  }
end
